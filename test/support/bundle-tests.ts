import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'

/** A test file and what runs it, compiled: they start in a quarter of the time that the sources take through tsx. */
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

/** Compiles test files of a checkout with all that they import of it into a directory. Throws where one does not compile. */
export async function bundleTests(root: string, tests: string[], outdir: string): Promise<(test: string) => Bundle> {
  await build({
    absWorkingDir: root,
    entryPoints: ['test/run-file.ts', ...tests.map((test) => `test/${test}`)],
    outdir,
    outbase: 'test',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    plugins: [places],
    outExtension: { '.js': '.mjs' },
    logLevel: 'silent',
  })
  const runner = join(outdir, 'run-file.mjs')
  return (test) => ({ runner, module: join(outdir, test.replace(/\.ts$/, '.mjs')) })
}
