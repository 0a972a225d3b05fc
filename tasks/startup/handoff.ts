import type { Handoff } from '../../cache/deliveries.ts'
import { canonicalJson, isObject, type Json, type JsonObject, sha256 } from '../../cache/json.ts'
import { iso } from '../../cache/window.ts'
import { redactJson } from '../../templates/redact.ts'
import { oneLine } from '../../templates/render.ts'
import { plural } from '../../templates/words.ts'
import { betweenLines } from '../analysis/between/in-words.ts'
import { readBetween } from '../analysis/between.ts'
import { hashOf } from '../git/contents.ts'
import { distanceBetween } from '../git/distance.ts'
import { readGitStatus } from '../git/status.ts'
import { readHandoff } from '../handoff/read-handoff.ts'
import { firstScreenOf } from '../handoff/shown-screen.ts'
import { placesHere } from '../place.ts'
import { asReport } from '../report.ts'
import { defineTask, type Plan, skipped, type TaskContext } from '../task.ts'
import { todosDoneSince } from '../work/done-since.ts'
import { notedSince } from '../work/noted-since.ts'
import { agedDays, type HandoffHere, handoffHere } from './due-handoff.ts'
import { consumeMarker } from './marker.ts'
import { probeServer } from './probe.ts'
import { type Left, type TreeState, type Verified, verificationLines, verify } from './verification.ts'

/** The handoff that this session begins with. */
export interface BegunWith {
  file: string
  /** Undefined where the cache does not know the document. */
  session?: string
  /** Whether this run put its first screen on the screen. */
  shown: boolean
  /** Whole days since its session ended, where they are more than seven. */
  days?: number
  verification: Verified[]
}

/** What is written down: which handoffs were shown to whom, and what the work tree was then. */
interface Given {
  shown: Pick<Handoff, 'file' | 'session'>[]
  to: string
  seen: Json
}

/**
 * Holds the handoff against the project as it is now, and shows it where the marker did not: to whoever has not seen it, if nothing was done since
 * somebody else was shown it.
 */
export const showHandoff = defineTask({
  id: 'startup/handoff',
  title: 'Verify the handoff',
  wants: { marker: consumeMarker, git: readGitStatus, server: probeServer, between: readBetween },
  block: (handoff: BegunWith) => ({ handoff }),
  show: (begun: BegunWith) => describe(begun),

  async plan(context, { marker, git: tree, server, between }) {
    const { deliveries } = context.stores
    const to = context.environment.CLAUDE_CODE_SESSION_ID || context.session.id
    const seen = tree ? fingerprint(tree) : null
    const places = placesHere(context.project.root, context.files, deliveries.places())
    const here = handoffHere(deliveries, places, to, seen ?? undefined)
    const { documents } = context.stores
    const file = marker?.shown ? marker.recoveryDocument : here && documents.placeOf(here.handoff.file)
    const before = between ? betweenLines(between).join('\n') : ''
    if (file === undefined) {
      if (before) context.announce(`${before}\n`)
      return skipped({ reason: 'nothing-there', detail: 'no handoff was left here' })
    }
    // The marker names the newest one. Where its session did nothing, an older one is still to be done, and is shown behind it.
    const marked = marker?.shown ? deliveries.handoffIn(places, file) : undefined
    const screen = here?.due && here.handoff.file !== marked?.file ? textOf(context, here.handoff) : undefined
    if (here && screen !== undefined)
      context.announce(`${introduction(here, context.stores)}\n\n${firstScreenOf(screen)}`)
    const handoff = marker?.shown ? marked : here?.handoff
    const ended = [handoff?.to, marker?.closedAt].filter((time) => time !== undefined)
    const days = ended.length > 0 ? agedDays(Math.min(...ended), context.run.startedAt) : undefined
    const left = handoff && leftBy(context, handoff)
    const output = await redactJson<BegunWith>({
      file,
      ...(handoff && { session: handoff.session }),
      shown: marker?.shown === true || screen !== undefined,
      ...(days !== undefined && { days }),
      verification: left ? await compare(context, left, tree, server) : [],
    })
    const since = handoff ? await redactJson(notedSince(context, handoff.closedAt)) : []
    if (output.shown && since.length > 0) context.announce(`\nNoted since:\n${since.join('\n')}`)
    if (before) context.announce(`\n${before}`)
    context.announce(`${output.shown ? '\n' : ''}${describe(output, left !== undefined)}\n\n`)
    const shown = [...(marked ? [marked] : []), ...(here && screen !== undefined ? [here.handoff] : [])]
    const plan: Plan<BegunWith, Given> = {
      actions: shown.map((each) => ({ kind: 'record', what: `that ${each.file} was shown` })),
      output,
      data: { shown: shown.map((each) => ({ file: each.file, session: each.session })), to, seen },
    }
    return plan
  },

  apply({ stores, run }, { output, data }) {
    const { shown, to, seen } = data
    for (const handoff of shown) stores.deliveries.record({ ...handoff, at: run.startedAt, by: 'init', to, seen })
    return output
  },
})

/** Its first screen as it was written; the document may already be in the archive, or gone. */
function textOf({ files, stores }: TaskContext, { file, screen }: Handoff): string | undefined {
  if (screen !== null) return screen
  const read = readHandoff(files, stores.documents.placeOf(file))
  return 'text' in read ? read.text : undefined
}

function introduction(
  { handoff: { file, session }, delivered }: HandoffHere,
  { deliveries, documents }: TaskContext['stores'],
): string {
  const since = (at: number) =>
    deliveries.unreadSince(at) ? 'what was decided since could not be read' : 'nothing was done since'
  const why = delivered ? `shown ${iso(delivered.at)}, and ${since(delivered.at)}` : 'not shown before'
  return `Handoff of session ${session}: ${oneLine(documents.placeOf(file))} (${why})`
}

/** `known`: whether the cache knows what that closedown left. */
function describe({ file, session, days, verification }: BegunWith, known = session !== undefined): string {
  const lines = verificationLines(verification)
  const nothing = known
    ? 'nothing to compare: that handoff names nothing that can be checked'
    : 'nothing to compare with: the cache holds no report of that closedown'
  return [
    `${oneLine(file)}, checked against the project now:`,
    ...(lines.length > 0 ? lines : [`- ${nothing}`]),
    ...(days === undefined ? [] : [`- Age: its session ended ${plural(days, 'day')} ago; older than seven days`]),
  ].join('\n')
}

async function compare(
  context: TaskContext,
  left: Left,
  tree: TreeState | undefined,
  server: { url: string; up: boolean; detail: string } | undefined,
): Promise<Verified[]> {
  const distance = left.tree && tree ? await distanceBetween(context, left.tree.head, tree.head) : undefined
  return verify(left, {
    ...(tree && { tree }),
    ...(distance && { distance }),
    exists: (path) => context.files.exists(path),
    hashOf: (path) => hashOf(path, context.files),
    ...(left.tree && tree && { doneTodos: await todosDoneSince(context, left.tree.head, tree.head) }),
    ...(server && { server }),
  })
}

/** What the stored report of a closedown, and the record of its session, say that it left. */
function leftBy({ stores }: TaskContext, { session, file }: Handoff): Left | undefined {
  const stored = stores.reports.of(session, 'closedown')
  const report = stored && asReport(stored)
  if (report?.handoff?.file !== file) return undefined
  const { namedFiles: named, contents } = stores.sessions.get(session)?.metadata ?? {}
  return {
    ...(report.git && { tree: report.git }),
    files: Array.isArray(named) ? named.map(String) : [],
    ...(isObject(contents) && { contents: contents as Record<string, string> }),
  }
}

function fingerprint({ head, staged, unstaged, untracked, conflicts }: TreeState): JsonObject {
  return { head, tree: sha256(canonicalJson([staged, unstaged, untracked, conflicts])) }
}
