import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'

/** A test file and what runs it, compiled: they start in a quarter of the time that the sources take. */
export interface Bundle {
  runner: string
  module: string
}

/** Code that asks where it is gets the place of its source. */
const places: Plugin = {
  name: 'places of sources',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      const contents = text
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
      return { contents, loader: 'ts' }
    })
  },
}

/** Compiles a test file of a checkout with all that it imports of it. Throws where that does not compile. */
export async function bundleTest(root: string, test: string): Promise<Bundle> {
  const outdir = join(root, 'bundled')
  await build({
    absWorkingDir: root,
    entryPoints: ['test/run-file.ts', `test/${test}`],
    ...{ outdir, outbase: 'test', bundle: true, format: 'esm', platform: 'node', target: 'node20.19' },
    packages: 'external',
    plugins: [places],
    outExtension: { '.js': '.mjs' },
    logLevel: 'silent',
  })
  return { runner: join(outdir, 'run-file.mjs'), module: join(outdir, test.replace(/\.ts$/, '.mjs')) }
}
