import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The licences of the packages that these files are from, one after another. Throws where a package ships none and names none. */
export function licencesOf(root: string, files: string[]): string {
  const packages = new Set(files.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []))
  const texts = [...packages].sort().map((directory) => licenceOf(join(root, directory)))
  return `bookend holds code of these packages.\n${texts.join('')}`
}

function licenceOf(directory: string): string {
  const { name, version, license, author } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
  const file = existsSync(directory) && readdirSync(directory).find((entry) => /^(licen[cs]e|copying)/i.test(entry))
  if (!file && typeof license !== 'string') throw new Error(`${name} ships no licence`)
  const by = typeof author === 'string' ? author : (author?.name ?? 'its authors')
  const text = file ? readFileSync(join(directory, file), 'utf8').trim() : `Licence: ${license}. Copyright: ${by}.`
  return `\n${'-'.repeat(80)}\n${name} ${version} (${license})\n\n${text}\n`
}
