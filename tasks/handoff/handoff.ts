import type { Note } from '../../cache/notes.ts'
import { iso } from '../../cache/window.ts'
import { redactJson } from '../../templates/redact.ts'
import { escapeMarkdown, render } from '../../templates/render.ts'
import { readDecisions } from '../analysis/decisions.ts'
import { measureServices } from '../analysis/metrics.ts'
import { cleanArtifacts } from '../cleanup/artifacts.ts'
import { readCommits } from '../git/commits.ts'
import { readDeployment } from '../git/deployment.ts'
import { readGitStatus } from '../git/status.ts'
import { findRecurring } from '../rules/recurring.ts'
import { type Config, defineTask, type OutputOf, type Project, type Session, type StepResult } from '../task.ts'
import { nameDocuments } from './documents.ts'
import {
  asserted,
  clip,
  type Fact,
  type FirstScreen,
  nextAction,
  openTodos,
  renderFirstScreen,
  troubles,
  verified,
  workInTree,
} from './first-screen.ts'

const sources = {
  artifacts: cleanArtifacts,
  read: readDecisions,
  metrics: measureServices,
  recurring: findRecurring,
  git: readGitStatus,
  commits: readCommits,
  deployment: readDeployment,
}
type Sources = { [K in keyof typeof sources]: OutputOf<(typeof sources)[K]> | undefined }

/** Everything that the handoff says, before it is put into words. */
export interface HandoffFacts extends Sources {
  session: Session
  project: Pick<Project, 'command'>
  config: Pick<Config, 'server'>
  steps: StepResult[]
  notes: Note[]
  date: string
  file: string
}

/** Writes `SESSION_CLOSEDOWN_<date>.md`: what the next session needs, whatever failed before. */
export const writeHandoff = defineTask({
  id: 'handoff/document',
  title: 'Write the handoff',
  needs: { documents: nameDocuments },
  wants: sources,
  block: (output: { file: string }) => ({ handoff: output }),
  show: ({ file }: { file: string }) => file,
  async plan({ session, stores, run, project, config }, { documents, ...outputs }) {
    const foreign = await redactJson({ ...outputs, notes: stores.notes.within(session), steps: run.steps() })
    const text = renderHandoff({ ...foreign, session, project, config, date: documents.date, file: documents.handoff })
    return {
      actions: [{ kind: 'write' as const, path: documents.handoff }],
      output: { file: documents.handoff },
      data: { text },
    }
  },
  apply({ files }, { output, data }) {
    // A run that was killed behind this very write finds its own document.
    if (files.read(output.file) !== data.text) files.write(output.file, data.text, { exclusive: true })
    return output
  },
})

const listed = { violations: 10, paths: 20, files: 40 }

/** The handoff as Markdown. */
export function renderHandoff(facts: HandoffFacts): string {
  const { metrics, git, commits, deployment, session, steps } = facts
  const reasonOf = (id: string, otherwise: string) =>
    troubles(
      steps.filter((step) => step.id === id),
      ['skipped', 'failed', 'not-started', 'blocked'],
    )[0] ?? otherwise
  return render('handoff.md', 'markdown', {
    firstScreen: renderFirstScreen(firstScreen(facts)),
    session: { ...session, from: iso(session.from), to: iso(session.to) },
    completed: [
      ...(commits?.commits.map(({ sha, subject }) => verified(`commit ${sha.slice(0, 12)} ${subject}`)) ?? []),
      ...ofKind(facts.notes, 'done').map((note) => asserted(note.text)),
    ],
    pending: openTodos(facts.notes).map((note) => asserted(note.text)),
    decisions: ofKind(facts.notes, 'decision').map((note) => asserted(note.text)),
    analysis: metrics,
    notMeasured: reasonOf('analysis/metrics', 'the analysis gave no result'),
    services: Object.entries(metrics?.services ?? {}).map(([name, service]) => ({
      name,
      ...service,
      rate: `${(service.blockRate * 100).toFixed(1)} %`,
    })),
    violations: (metrics?.violations ?? [])
      .slice(0, listed.violations)
      .map((row) => ({ ...row, ruleId: row.ruleId ?? '' })),
    moreViolations: Math.max(0, (metrics?.violations.length ?? 0) - listed.violations),
    recurring: facts.recurring,
    git,
    noGit: reasonOf('git/status', 'The state of the repository is not known'),
    changes: git ? changesOf(git) : [],
    files: (commits?.files ?? []).slice(0, listed.files),
    moreFiles: Math.max(0, (commits?.files.length ?? 0) - listed.files),
    deployment,
    deployed:
      deployment &&
      `${deployment.deployed ?? 'not known'}${deployment.ahead === null ? '' : `; HEAD is ${deployment.ahead} commits ahead and ${deployment.behind} behind`}`,
    noDeployment: reasonOf('git/deployment', 'Not known'),
    issues: knownIssues(facts),
    startup: startupLines(facts),
  })
}

const ofKind = (notes: Note[], kind: Note['kind']) => notes.filter((note) => note.kind === kind)

function firstScreen(facts: HandoffFacts): FirstScreen {
  const { notes, git, session } = facts
  const goal = ofKind(notes, 'goal').at(-1)
  const head = git?.head?.slice(0, 12)
  return {
    date: facts.date,
    nextAction: nextAction(notes),
    ...(goal && { goal: asserted(goal.text) }),
    blockers: ofKind(notes, 'blocked').map((note) => asserted(note.text)),
    failures: [
      ...troubles(facts.steps, ['failed', 'blocked', 'not-started']).map(verified),
      ...ofKind(notes, 'failed').map((note) => asserted(note.text)),
    ],
    anomalies: [],
    work: verified(workInTree(git)),
    place: verified(
      git
        ? `${git.branch ?? 'detached'}@${head ?? 'no commit yet'}, session ${session.id}`
        : `no git repository, session ${session.id}`,
    ),
    file: facts.file,
  }
}

function changesOf(git: NonNullable<HandoffFacts['git']>): { what: string; paths: string[]; more: number }[] {
  return (['conflicts', 'staged', 'unstaged', 'untracked'] as const)
    .filter((what) => git[what].length > 0)
    .map((what) => ({
      what: `${what}: ${git[what].length}`,
      paths: git[what].slice(0, listed.paths),
      more: Math.max(0, git[what].length - listed.paths),
    }))
}

/** What is not as it should be, and what someone noted as an issue. */
export function knownIssues({ steps, notes, read, git, artifacts }: HandoffFacts): Fact[] {
  const unreadable = read?.unreadable
  const work = workInTree(git)
  return [
    ...troubles(steps, ['degraded', 'failed', 'blocked', 'not-started']).map(verified),
    ...(unreadable && unreadable.total > 0
      ? [
          verified(
            `${unreadable.total} unreadable lines in the audit logs: ${unreadable.first.map(({ file, line, reason }) => `${file}:${line} (${reason})`).join(', ')}`,
          ),
        ]
      : []),
    ...(git?.conflicts.map((path) => verified(`conflict in ${path}`)) ?? []),
    ...(git && work !== 'everything is committed' ? [verified(work)] : []),
    ...(artifacts?.kept.map(({ path, reason }) => verified(`artefact kept: ${path} (${reason})`)) ?? []),
    ...ofKind(notes, 'issue').map((note) => asserted(note.text)),
  ]
}

/** Lines that can be run, in order; the last is where the work goes on. */
function startupLines({ config, project, notes }: HandoffFacts): string[] {
  const command = (text: string) => (/[`\n]/.test(text) ? escapeMarkdown(text) : `\`${text}\``)
  const pending = openTodos(notes)[0]
  return [
    ...(config.server?.start ? [command(config.server.start)] : []),
    command(project.command('init')),
    ...(pending ? [`First pending task: ${escapeMarkdown(clip(pending.text, 400))} (asserted)`] : []),
  ]
}
