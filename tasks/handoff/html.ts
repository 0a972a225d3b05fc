import { redactJson } from '../../templates/redact.ts'
import { shownHistory } from '../analysis/history.ts'
import { readTimeline } from '../analysis/timeline.ts'
import { createTemplates } from '../own-templates.ts'
import { linkTo } from '../page-links.ts'
import { asReport } from '../report.ts'
import { defineTask } from '../task.ts'
import { writePlanned } from '../write-document.ts'
import { createDrawing } from './charts/drawing.ts'
import { writeHandoff } from './document.ts'
import { nameDocuments } from './names.ts'
import { redactPage } from './redact-page.ts'

/** Earlier pages that a page leads to. */
const linkedPages = 5

/** Writes `SESSION_CLOSEDOWN_<date>.html`: the report as one page with charts, behind the handoff, which must not wait for it. */
export const writePage = defineTask({
  id: 'handoff/html',
  title: 'Write the HTML report',
  tells: true,
  needs: { documents: nameDocuments },
  wants: { handoff: writeHandoff, timeline: readTimeline },
  block: (page: { file: string }) => ({ page }),
  show: ({ file }: { file: string }) => file,
  async plan({ session, stores, run, project, files, log, runOwn, config }, { documents, ...inputs }) {
    const report = asReport(await run.report())
    const { timeline, history } = await redactJson({
      timeline: inputs.timeline,
      history: shownHistory(stores.reports, session),
    })
    const templates = createTemplates({ files, log, runOwn })
    // Its charts take d3, which is more than all other tasks together.
    const { pageView } = await import('./page.ts')
    const draw = createDrawing(templates)
    const earlierPages = stores.documents
      .moves('.html', linkedPages)
      .filter((path) => files.exists(path))
      .map((path) => ({ href: linkTo(config.handoffDir, path), text: path }))
    const view = pageView({ report, timeline, history, steps: run.steps(), name: project.name, draw, earlierPages })
    const letter = stores.documents.inPlace().find(({ file }) => file === inputs.handoff?.file)
    const text = await redactPage(templates.render('session-closedown.html', 'html', view))
    return {
      actions: [{ kind: 'write' as const, path: documents.page }],
      output: { file: documents.page },
      data: { text, broken: templates.broken, startedAt: letter?.at ?? run.startedAt },
    }
  },
  apply({ run, ...context }, { data: { startedAt, ...data }, ...plan }) {
    // A letter that was written before has its page beside it already, which is written again.
    return writePlanned({ ...context, run: { ...run, startedAt } }, { ...plan, data })
  },
})
