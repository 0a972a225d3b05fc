import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type BuildOptions, build, type Plugin } from 'esbuild'

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

/** How anything of a checkout is compiled for a test: for the oldest Node that it runs on, its packages left where they are. */
export const forNode = {
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  packages: 'external',
  logLevel: 'silent',
} satisfies BuildOptions

/** How test files of a checkout are compiled, with all that they import of it, into a directory. */
export const bundling = (root: string, tests: string[], outdir: string): BuildOptions => ({
  ...forNode,
  absWorkingDir: root,
  entryPoints: ['test/run-file.ts', ...tests.map((test) => `test/${test}`)],
  outdir,
  outbase: 'test',
  plugins: [places],
  outExtension: { '.js': '.mjs' },
})

/** Where each test file is compiled to. */
export const bundleIn =
  (outdir: string) =>
  (test: string): Bundle => ({
    runner: join(outdir, 'run-file.mjs'),
    module: join(outdir, test.replace(/\.ts$/, '.mjs')),
  })

/** Compiles test files. Throws where one does not compile. */
export async function bundleTests(root: string, tests: string[], outdir: string): Promise<(test: string) => Bundle> {
  await build(bundling(root, tests, outdir))
  return bundleIn(outdir)
}
