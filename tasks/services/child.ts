import { writeSync } from 'node:fs'
import process from 'node:process'

/**
 * Loads one service module in a process of its own and writes the result, as one JSON document, to descriptor 3. Whatever the module prints,
 * throws, leaves open or ends stays in here. Started by load.ts with the module's URL and, in order, the calls as JSON: a method and its arguments.
 */
const [url = '', ...given] = process.argv.slice(2)
const calls = given.map((text) => JSON.parse(text) as { call: string; args: unknown[] })

let told = false
function tell(answer: object): void {
  if (told) return
  told = true
  let text: string
  try {
    text = JSON.stringify(answer, (_, value) => (typeof value === 'bigint' ? String(value) : value))
  } catch (error) {
    text = JSON.stringify({ error: `what it returned is not JSON: ${sentence(error)}` })
  }
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; ) at += writeSync(3, bytes, at)
}

function sentence(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

/** CommonJS modules arrive as the default export; an ES module may export the service under any name. */
function serviceIn(module: Record<string, unknown>): Record<string, unknown> | undefined {
  const candidates = [module.default, (module.default as Record<string, unknown> | undefined)?.default, module]
  return [...candidates, ...Object.values(module)].find(
    (value): value is Record<string, unknown> =>
      typeof value === 'object' &&
      value !== null &&
      calls.some(({ call }) => typeof (value as Record<string, unknown>)[call] === 'function'),
  )
}

process.on('uncaughtException', (error) => {
  tell({ error: sentence(error) })
  process.exit(1)
})
process.on('exit', (status) => tell({ error: `it ended its own process with status ${status}` }))

async function answer(): Promise<void> {
  const module = (await import(url)) as Record<string, unknown>
  const service = serviceIn(module)
  if (!service) throw new Error(`it exports no object with ${calls.map(({ call }) => `${call}()`).join(' or ')}`)
  const results: Record<string, unknown> = {}
  for (const { call, args } of calls) {
    const method = service[call]
    if (typeof method !== 'function') throw new Error(`it has no ${call}()`)
    // What returned nothing is not in the document, and gave no answer.
    results[call] = await method.call(service, ...args)
  }
  tell({ results })
  process.exit(0)
}

answer().catch((error) => {
  tell({ error: sentence(error) })
  process.exit(1)
})
