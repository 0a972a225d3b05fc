import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildContext, context } from 'esbuild'
import { type Bundle, bundleIn, bundling, forNode } from '../support/bundle-tests.ts'

/**
 * Compiles a copy of the checkout again and again: half a second a time, as only what changed is read anew. The command is what `npm run build` makes of
 * the same sources, but for what only makes it start sooner.
 */
export interface Compiler {
  /** Compiles a test file, and the command where the test runs it. Throws where something does not compile. */
  compile(test: string): Promise<Bundle>
  end(): Promise<void>
}

const entries = [
  'workflows/main.ts',
  'workflows/api.ts',
  'tasks/services/child.ts',
  'test/support/in-process/worker.ts',
]

export function createCompiler(root: string): Compiler {
  const bundled = join(root, 'bundled')
  const dist = join(root, 'dist')
  const tests = new Map<string, Promise<BuildContext>>()
  let command: Promise<BuildContext> | undefined
  return {
    async compile(test) {
      const begun = tests.get(test) ?? context({ ...bundling(root, [test], bundled), metafile: true })
      tests.set(test, begun)
      const { metafile } = await (await begun).rebuild()
      if (metafile?.inputs['test/support/project.ts']) {
        command ??= beginCommand(root, dist)
        await (await command).rebuild()
      }
      return bundleIn(bundled)(test)
    },
    async end() {
      for (const begun of [...tests.values(), command]) await (await begun)?.dispose()
    },
  }
}

function beginCommand(root: string, dist: string): Promise<BuildContext> {
  const modules = join(dist, 'modules')
  mkdirSync(modules, { recursive: true })
  writeFileSync(join(dist, 'package.json'), '{ "type": "module" }\n')
  const templates = join(root, 'templates')
  for (const file of readdirSync(templates))
    if (file.endsWith('.ejs')) copyFileSync(join(templates, file), join(modules, file))
  return context({
    ...forNode,
    absWorkingDir: root,
    entryPoints: entries,
    outdir: dist,
    outbase: '.',
    chunkNames: 'modules/[name]-[hash]',
  })
}
