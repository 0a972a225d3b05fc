import { conditionOf } from '../cache/conditions.ts'
import { sha256 } from '../cache/json.ts'
import type { TaskContext } from './context.ts'
import { degraded, type Ending, type Plan } from './outcome.ts'
import type { Reason } from './reason.ts'

type Scene = Pick<TaskContext, 'files' | 'stores' | 'session' | 'run'>

/**
 * Writes a document under a name that no file has, and keeps what was written: as long as the file says that, it is bookend's to move. A document
 * is written all the same where the machine does not let that be kept; then why not is returned.
 */
export function writeDocument(scene: Scene, file: string, text: string): Reason | undefined {
  const { files, stores, session, run } = scene
  const before = files.read(file)
  const record = () => stores.documents.record({ file, session: session.id, sha256: sha256(text), at: run.startedAt })
  // A run that is taken up again finds its own document: as it would write it, or as it wrote it before it could do everything.
  if (before !== undefined && isOfThisRun(scene, file)) {
    if (before !== text) files.write(file, text)
    return attempt(record)
  }
  // Before it is there: a document that a killed run could not record any more would be nobody's.
  const first = attempt(record)
  if (before !== text) files.write(file, text, { exclusive: true })
  return first && attempt(record)
}

/** Writes a document as it was planned; what keeps it from being all that it could be degrades its task. */
export function writePlanned<Output extends { file: string }>(
  scene: Scene,
  { output, data }: Pick<Plan<Output, { text: string; broken: Reason | null }>, 'output' | 'data'>,
): Output | Ending<Output> {
  const unrecorded = writeDocument(scene, output.file, data.text)
  const lacking = data.broken ?? unrecorded
  return lacking ? degraded(output, lacking) : output
}

/** Whether a document was written by an earlier attempt of this run, and nobody changed it since. */
export function isOfThisRun({ files, stores, session, run }: Scene, file: string): boolean {
  const known = stores.documents.inPlace().find((document) => document.file === file)
  return known?.session === session.id && known.at === run.startedAt && known.sha256 === sha256(files.read(file) ?? '')
}

function attempt(work: () => void): Reason | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    const condition = conditionOf(error)
    if (!condition) throw error
    return { reason: 'condition', ...condition }
  }
}
