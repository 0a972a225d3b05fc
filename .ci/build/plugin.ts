import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pluginFiles } from '../../workflows/commands/hooks/plugin-files.ts'

/** Writes the agent's plugin anew. */
const root = join(import.meta.dirname as string, '../..')
const facts = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
for (const [path, text] of Object.entries(pluginFiles(facts))) {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
