import { isAbsolute, relative } from 'node:path'
import { messageOf } from '../../cache/errors.ts'
import { isObject, parseJsonFile } from '../../cache/json.ts'
import { parseTime } from '../../cache/window.ts'
import { oneLine } from '../../templates/render.ts'
import { readHandoff } from '../handoff/read-handoff.ts'
import { firstScreenOf } from '../handoff/shown-screen.ts'
import { markerFile } from '../own-files.ts'
import { isFromElsewhere, placesHere } from '../place.ts'
import { defineTask, degraded, type FileInfo, skipped, type TaskContext } from '../task.ts'

export interface ShownMarker {
  recoveryDocument: string
  /** Whether the document was there, so that its first screen could be shown. */
  shown: boolean
  /** When the marker says that the closedown was. */
  closedAt?: number
  /** When it was left, as the file system has it: behind the documents of its set. */
  leftAt?: number
}

/** Shows that the last session ended with a closedown, and the first screen of its handoff; then the marker has done its work. */
export const consumeMarker = defineTask<ShownMarker, { info: FileInfo }>({
  id: 'startup/marker',
  title: 'Show where the last session ended',
  show: ({ recoveryDocument }) => `recovery document: ${recoveryDocument}`,
  plan(context) {
    const text = context.files.read(markerFile)
    if (text === undefined) return skipped({ reason: 'nothing-there', detail: 'no session-complete marker' })
    const malformed = (problem: string) => {
      context.announce(`${markerFile}: ${problem}. It is kept: fix or delete it.`)
      return degraded(
        { recoveryDocument: '', shown: false },
        { reason: 'unreadable', path: markerFile, detail: problem },
      )
    }
    const found = recoveryDocument(context, text)
    if ('problem' in found) return malformed(found.problem)
    if (found.foreign) {
      context.announce(`${markerFile} was left in another clone or work tree: it is not announced, and kept.`)
      return skipped({ reason: 'nothing-there', detail: 'the marker is that of another clone or work tree' })
    }
    const document = readHandoff(context.files, found.path)
    if ('problem' in document && !document.missing)
      return malformed(`its recovery_doc ${oneLine(found.path)} is not shown: ${document.problem}`)
    context.announce(markerLines(found.path))
    if ('problem' in document) {
      const problem = `${oneLine(found.path)} is missing`
      context.announce(`${problem}: restore it, or delete ${markerFile}, which is kept until then.`)
      return degraded(
        { recoveryDocument: found.path, shown: false },
        { reason: 'incomplete', detail: problem, fix: `restore it, or delete ${markerFile}` },
      )
    }
    context.announce(`\n${firstScreenOf(document.text)}\n`)
    return {
      actions: [{ kind: 'delete', path: markerFile, bytes: context.files.info(markerFile)?.bytes ?? 0 }],
      output: {
        recoveryDocument: found.path,
        shown: true,
        ...(found.closedAt !== undefined && { closedAt: found.closedAt }),
        leftAt: context.files.modifiedAt(markerFile) ?? 0,
      },
      data: { info: context.files.info(markerFile) as FileInfo },
    }
  },
  apply(context, { output, data }) {
    if (context.files.exists(markerFile)) context.files.remove(markerFile, data.info)
    else if (!context.run.resumed) context.actions.undone(0)
    return output
  },
})

function markerLines(document: string): string {
  return [
    '⚠️ PREVIOUS SESSION ENDED WITH CLOSEDOWN',
    `📄 Recovery document: ${oneLine(document)}`,
    '',
    'This appears to be a POST-COMPACTION restart.',
    'Read recovery document for context.',
  ].join('\n')
}

/** The document that a marker names, or what is wrong with the marker. */
function recoveryDocument(
  context: TaskContext,
  text: string,
): { path: string; closedAt: number | undefined; foreign: boolean } | { problem: string } {
  let marker: unknown
  try {
    marker = parseJsonFile(text)
  } catch (error) {
    return { problem: `it is not valid JSON (${oneLine(messageOf(error)).slice(0, 80)})` }
  }
  if (!isObject(marker) || marker.session_completed !== true)
    return { problem: 'it does not say session_completed: true' }
  const named = marker.recovery_doc
  if (typeof named !== 'string' || named === '') return { problem: 'it names no recovery_doc' }
  const path = isAbsolute(named) ? relative(context.project.root, named) : named
  if (!context.files.inside(path)) return { problem: 'its recovery_doc is outside the project' }
  const closed = marker.closedown_timestamp
  return {
    path,
    foreign: isFromElsewhere(
      marker,
      placesHere(context.project.root, context.files, context.stores.deliveries.places()),
    ),
    closedAt: typeof closed === 'string' ? parseTime(closed) : undefined,
  }
}
