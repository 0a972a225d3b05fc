import { sha256 } from '../../cache/json.ts'
import type { TaskContext } from '../task.ts'

type Scene = Pick<TaskContext, 'files' | 'stores' | 'session' | 'run'>

/** Writes a document under a name that no file has, and keeps what was written: as long as the file says that, it is bookend's to move. */
export function writeDocument({ files, stores, session, run }: Scene, file: string, text: string): void {
  // A run that was killed behind this very write finds its own document.
  if (files.read(file) !== text) files.write(file, text, { exclusive: true })
  stores.documents.record({ file, session: session.id, sha256: sha256(text), at: run.startedAt })
}
