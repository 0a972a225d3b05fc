import { day } from '../support/decisions.ts'
import type { TestProject } from '../support/project.ts'
import { linesOf } from '../support/sessions.ts'
import { history, leaveProposals, proposal, rulesFile, suggestionsFile, tick } from '../support/suggestions.ts'

/** A command whose every write is put in doubt. */
export interface Scenario {
  name: string
  /** Makes what the command finds. */
  prepare(project: TestProject): void
  args: string[]
  /** What is typed after an interruption, before the same command again; it may find nothing to do (exit status 2). */
  resume?: string[]
  /** Whether the same command typed twice may leave its thing twice: it is typed again only where it was not done. */
  repeats?: boolean
  /** Whether the same command again is a further run, with a report of its own. */
  furtherRun?: boolean
  /** Whether the same command again may begin anew, under other names: what counts is what the latest letter says, and what the cache has of its session. */
  anew?: boolean
}

const decisions = linesOf({ day: 24, services: { BoundaryEnforcer: { decisions: 40, blocked: 6 } } })

function withDecisions(project: TestProject): void {
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${decisions.join('\n')}\n`)
  project.write('.memory-test/left.txt', 'left over')
  project.write(rulesFile, history([{ id: 'inst_016', text: 'Never publish statistics' }]))
  project.write('.gitignore', '.memory*\n')
  project.commit('Begin the work', '2025-10-24T12:00:00Z')
  run(project, ['note', '--next', 'go on'])
}

function withProposals(project: TestProject): void {
  project.write(rulesFile, history([{ id: 'inst_016', text: 'Never publish statistics' }]))
  project.commit('Keep the rules')
  leaveProposals(project, [
    proposal('new', { proposedRule: 'Ask before changing the architecture' }),
    proposal('clarify', { ruleIds: ['inst_016'], proposedRule: 'Never publish statistics without a source' }),
  ])
  project.write(suggestionsFile, tick(project.read(suggestionsFile), { 'SR-001': 'Approve', 'SR-002': 'Approve' }))
}

function run(project: TestProject, args: string[]): void {
  const { status, stderr } = project.bookend(args, { ownProcess: true })
  if (status !== 0) throw new Error(`bookend ${args.join(' ')} ended with ${status}: ${stderr}`)
}

export const scenarios: Scenario[] = [
  {
    name: 'closedown',
    prepare: withDecisions,
    args: ['closedown', ...day],
    resume: ['closedown', '--resume'],
    repeats: true,
  },
  {
    name: 'close the open session',
    prepare(project) {
      withDecisions(project)
      run(project, ['init'])
      run(project, ['note', '--done', 'the big thing'])
    },
    args: ['closedown'],
    repeats: true,
    anew: true,
  },
  { name: 'init', prepare: withDecisions, args: ['init'], furtherRun: true },
  { name: 'review', prepare: withProposals, args: ['review', '--yes'] },
  {
    name: 'import',
    prepare: (project) => project.write('other.jsonl', `${decisions.join('\n')}\n`),
    args: ['import', 'other.jsonl'],
  },
  { name: 'note', prepare: withDecisions, args: ['note', '--todo', 'write the parser'], repeats: true },
  {
    name: 'hooks',
    prepare: (project) => project.write('.claude/settings.json', '{\n  "model": "opus"\n}\n'),
    args: ['hooks', 'install', '--agents-md'],
  },
  {
    name: 'codex',
    prepare: (project) => project.write('.codex/hooks.json', '{\n  "hooks": {}\n}\n'),
    args: ['hooks', 'install', '--agent', 'codex'],
  },
  {
    name: 'status line',
    prepare: (project) => project.write('.claude/settings.json', '{\n  "model": "opus"\n}\n'),
    args: ['hooks', 'install', '--statusline'],
  },
  {
    name: 'doctor',
    prepare(project) {
      run(project, ['hooks', 'install'])
      for (const path of ['.bookend-999999999-0123456789ab.tmp', '.claude/.bookend-999999999-0123456789ac.tmp'])
        project.write(path, 'half')
      project.write(
        '.claude/settings.json',
        project.read('.claude/settings.json').replaceAll('"timeout": 10', '"timeout": 9'),
      )
    },
    args: ['doctor', '--fix'],
  },
  {
    name: 'close a note',
    prepare(project) {
      run(project, ['note', '--todo', 'write the parser', '--todo', 'test it'])
    },
    args: ['note', '--done', '1', '--next', 'test it'],
    repeats: true,
  },
  {
    name: 'uninstall',
    prepare(project) {
      project.write('.claude/settings.json', '{\n  "model": "opus"\n}\n')
      project.write('AGENTS.md', '# Rules of the house\n')
      run(project, ['hooks', 'install', '--agents-md'])
    },
    args: ['hooks', 'uninstall'],
  },
  {
    name: 'restore',
    prepare(project) {
      withDecisions(project)
      run(project, ['closedown', ...day])
    },
    args: ['restore', '.memory-test'],
    repeats: true,
  },
  { name: 'export', prepare: withDecisions, args: ['export', '--to', 'out.jsonl'] },
]
