import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { licencesOf } from './licences.ts'

/**
 * Compiles the command into dist/: JavaScript that holds all it needs but the packages in "dependencies", which stay the user's to see and to update;
 * the templates beside it; and the licences of what is bundled. `npm run build:types` adds the types.
 */
const root = join(import.meta.dirname as string, '../..')
const dist = join(root, 'dist')
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>
}
const external = Object.keys(dependencies).flatMap((name) => [name, `${name}/*`])

rmSync(dist, { recursive: true, force: true })
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: [
    'workflows/main.ts',
    'workflows/api.ts',
    'tasks/services/child.ts',
    // The tests' own entry, which the package leaves out.
    'test/support/in-process/worker.ts',
  ],
  outbase: '.',
  outdir: 'dist',
  ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20.19', metafile: true },
  chunkNames: 'modules/[name]-[hash]',
  external,
  // Some packages' "main" is a bundle of another kind, which cannot be taken apart.
  mainFields: ['module', 'main'],
  // CommonJS inside a module asks for Node's own modules by this name.
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
  logLevel: 'warning',
})

const modules = join(dist, 'modules')
mkdirSync(modules, { recursive: true })
for (const file of readdirSync(join(root, 'templates')))
  if (file.endsWith('.ejs')) copyFileSync(join(root, 'templates', file), join(modules, file))
chmodSync(join(dist, 'workflows/main.js'), 0o755)
writeFileSync(join(dist, 'LICENSES.txt'), licencesOf(root, Object.keys(metafile.inputs)))
