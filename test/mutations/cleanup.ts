import { inFile, type Mutation } from './mutation.ts'

const proofs = ['numbers/process-proofs.test.ts']

/** Each proof before a signal, each reason to keep, and the times that are given (docs/cleanup.md). */
export const cleanupMutations: Mutation[] = [
  ...inFile('tasks/cleanup/verdicts.ts', proofs, [
    ['if (before.groups.has(group)) return true', 'void group'],
    ['owned.has(info.pid) && !others.has(id) ?', 'owned.has(info.pid) ?'],
    ['return worksIn(project, info) && isOrphanOf', 'return isOrphanOf'],
    ['  protect(1, notLeftover.first)', '  // process 1'],
    ['  protect(self, notLeftover.self)', '  // itself'],
    ['protect(child.pid, notLeftover.started)', 'child.pid'],
    ['protect(ancestor.pid, notLeftover.ancestor)', 'ancestor.pid'],
    [
      'of pipelineOf(evidence, byPid, children)) protect(pid, why)',
      'of pipelineOf(evidence, byPid, children)) [pid, why]',
    ],
    ['protect(info.pid, notLeftover.user)', 'info.pid'],
    ['protect(pid, `it listens on protected port', 'void (pid, `it listens on protected port'],
    ['protect(ancestor.pid, `process', 'void (ancestor.pid, `process'],
    ['protect(child.pid, `process', 'void (child.pid, `process'],
    ["BOOKEND_KEEP === '1'", "BOOKEND_KEEP === '2'"],
    ['protect(child.pid, `BOOKEND_KEEP=1', 'void (child.pid, `BOOKEND_KEEP=1'],
    ['BOOKEND_SESSION && BOOKEND_SESSION !== mark', 'BOOKEND_SESSION && BOOKEND_SESSION === mark'],
    ['BOOKEND_SESSION === mark) return', 'mark.startsWith(BOOKEND_SESSION ?? "-")) return'],
    ['  if (info.user !== user) return undefined', '  // whoever'],
    ['before?.start === info.start', 'before'],
    ['includes(CLAUDE_CODE_SESSION_ID) && (current || inWindow)', 'includes(CLAUDE_CODE_SESSION_ID)'],
    ['agentSessions.includes(CLAUDE_CODE_SESSION_ID)', 'agentSessions.length > 0'],
    ['pid === info.pid && Math.abs', 'Math.abs'],
    ['<= startToleranceMs', '< startToleranceMs'],
    ['startToleranceMs = 2000', 'startToleranceMs = 2001'],
    ['return entry && inWindow ?', 'return entry ?'],
    [
      'startedAt >= window.from - startToleranceMs && startedAt < window.to',
      'startedAt >= window.from - startToleranceMs && startedAt <= window.to',
    ],
    ['if (!proof || protections.has(info.pid)) continue', 'if (!proof) continue'],
    ['if (protections.has(child.pid) || owned.has(child.pid)) continue', 'if (owned.has(child.pid)) continue'],
    ['directory === project || directory.startsWith(`', 'directory.startsWith(project) || directory.startsWith(`'],
    [
      'inProject && info.startedAt >= window.from && info.startedAt < window.to',
      'inProject && info.startedAt < window.to',
    ],
    [
      'inProject && info.startedAt >= window.from && info.startedAt < window.to',
      'inProject && info.startedAt >= window.from',
    ],
    ['isSuspicious(info, evidence)) && !pipeline.has(info.pid)', 'isSuspicious(info, evidence))'],
  ]),
  ...inFile(
    'tasks/cleanup/end-processes.ts',
    ['end-processes.test.ts'],
    [
      ['info.start !== planned.start', 'info.start === ""'],
      ["now?.verdict === 'protected'", "now?.verdict === 'suspect'"],
      ["provesItself(planned) && now?.verdict !== 'owned'", 'provesItself(planned) && now === undefined'],
      ['info !== undefined && info.start === process.start', 'info !== undefined'],
      ['(!provesItself(process) || recheck.proves(info))', 'true'],
      ['context.actions.earlier.has(position)) continue', 'context.actions.earlier.has(-1)) continue'],
    ],
  ),
  ...inFile(
    'tasks/cleanup/end-newcomers.ts',
    [...proofs, 'numbers/limits.test.ts', 'cleanup-processes.test.ts'],
    [
      ["one.verdict === 'owned' && !beyond.has(one.pid)", "one.verdict !== 'protected' && !beyond.has(one.pid)"],
      ['politeRounds = 2', 'politeRounds = 0'],
    ],
  ),
  ...inFile(
    'tasks/cleanup/keeping.ts',
    ['keeping.test.ts'],
    [
      ["path.split('/').includes('.git')", 'path === ""'],
      ['(path) => isDependencyLock(path)', '(path) => path === ""'],
      ['(path) => tracked.has(asText(path))', '(path) => path === ""'],
      ['(path) => behindLink(context, path)', '(path) => path === ""'],
      ['isRepository(path, info.kind), ', 'path === "" && isRepository(path, info.kind), '],
      ['open.has(join(context.project.root, asText(path)))', 'path === ""'],
      ['context.processes.isAlive(owner) ? `its', '!context.processes.isAlive(owner) ? `its'],
      ['bareRepository.every(holds)', 'bareRepository.length === 0'],
      ['bareRepository.every(holds)', 'bareRepository.some(holds)'],
      ['bytes > 65_536', 'bytes >= 65_536'],
      ['bytes > 65_536', 'bytes > 65_537'],
      ['info.device !== device', 'info.device === -1'],
      ['isAtOrBelow(asText(path), mount)', 'path.startsWith(mount)'],
      ['worktrees.has(asText(path)) ||', 'worktrees.has("") ||'],
    ],
  ),
  ...inFile(
    'workflows/runner/config.ts',
    ['numbers/limits.test.ts'],
    [
      ['protectedPorts: [9000]', 'protectedPorts: [9001]'],
      ['graceMs: 5000', 'graceMs: 5001'],
      ['retentionDays: 0', 'retentionDays: 1'],
      ['trashDays: 7', 'trashDays: 8'],
      ['storeTimeoutMs: 5000', 'storeTimeoutMs: 5001'],
      ['questionTimeoutMs: 60_000', 'questionTimeoutMs: 60_001'],
    ],
  ),
]
