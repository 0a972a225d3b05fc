import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'

/** Writes dist/workflows/api.d.ts: every type that a configuration can meet, in one file that needs no other. */
const root = join(import.meta.dirname as string, '../..')
const declarations = mkdtempSync(join(tmpdir(), 'bookend-types-'))
try {
  execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json', '--outDir', declarations], { cwd: root, stdio: 'inherit' })
  const bundle = await rolldown({
    input: join(declarations, 'workflows/api.d.ts'),
    plugins: [dts({ dtsInput: true, emitDtsOnly: true })],
  })
  await bundle.write({ dir: join(root, 'dist/workflows'), format: 'es' })
} finally {
  rmSync(declarations, { recursive: true })
}
