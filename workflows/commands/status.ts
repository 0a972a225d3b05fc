import { createJournal } from '../../cache/journal.ts'
import { isObject } from '../../cache/json.ts'
import { createProposals } from '../../cache/proposals.ts'
import { createReports } from '../../cache/reports.ts'
import { createSessions } from '../../cache/sessions.ts'
import { iso } from '../../cache/window.ts'
import { unfinishedClosedowns } from '../../tasks/startup/unfinished.ts'
import { oneLine } from '../../templates/render.ts'
import type { Command } from '../runner/command.ts'

export const statusCommand: Command = {
  name: 'status',
  description: 'the open session, what is unfinished, the last handoff, open proposals',
  writes: false,
  async run({ openCache, output, json, now, project }) {
    const { db } = openCache('existing')
    const sessions = createSessions(db)
    const session = sessions.open()
    const unfinished = unfinishedClosedowns({ journal: createJournal(db), sessions }, project).at(-1)
    const last = createReports(db).latest('closedown')
    const proposals = createProposals(db)
    const openProposals = proposals.open().length
    const handoff = isObject(last?.report.handoff) ? String(last.report.handoff.file) : undefined
    const status = {
      ...(session && {
        session: { id: session.id, from: iso(session.from), ageMinutes: Math.round((now() - session.from) / 60_000) },
      }),
      ...(unfinished && {
        unfinished: { session: unfinished.session, command: unfinished.command },
      }),
      ...(last &&
        handoff && { handoff: { file: handoff, session: last.session, outcome: last.report.outcome ?? null } }),
      proposals: { open: openProposals, ...(openProposals > 0 && { file: proposals.latestDocument()?.file ?? null }) },
    }
    if (json) {
      output.result(JSON.stringify(status))
      return 0
    }
    output.result(
      [
        status.session
          ? `Session ${status.session.id} is open since ${status.session.from} (${age(status.session.ageMinutes)})`
          : `No session is open; ${project.command('init')} opens one`,
        ...(status.unfinished
          ? [`A closedown of session ${status.unfinished.session} is unfinished: ${status.unfinished.command}`]
          : []),
        status.handoff
          ? `Last handoff: ${oneLine(status.handoff.file)} (session ${status.handoff.session}, ${status.handoff.outcome})`
          : 'No handoff yet',
        openProposals > 0
          ? `Open proposals: ${openProposals} in ${oneLine(status.proposals.file)}; when they are ticked: ${project.command('review')}`
          : 'No open proposals',
      ].join('\n'),
    )
    return 0
  },
}

function age(minutes: number): string {
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
