import { inFile, type Mutation } from './mutation.ts'

/** What keeps conditions of the machine from being bugs, and a run on what is there: each guard taken out. */
export const conditionMutations: Mutation[] = [
  // Conditions of the machine are no bugs
  ...inFile(
    'cache/conditions.ts',
    ['conditions.test.ts'],
    [
      ['/^(SQLITE_BUSY|SQLITE_LOCKED)/', '/^(SQLITE_BUZY)/'],
      ['SQLITE_IOERR_SHMSIZE|ENOSPC', 'SQLITE_FOOL'],
      ['SQLITE_IOERR|EIO|', 'SQLITE_EYE|'],
    ],
  ),
  ...inFile(
    'workflows/runner/run-workflow.ts',
    ['locked-cache.test.ts', 'native.test.ts'],
    [
      ["closes ? 'salvage' : 'attempt'", "'durable'"],
      ['closes || isUnwritable(error)', 'isUnwritable(error)'],
    ],
  ),
  ...inFile(
    'workflows/runner/open-cache.ts',
    ['full-disk.test.ts'],
    [["mode === 'attempt' && unwritable && !refusal", 'false']],
  ),
  ...inFile('cache/database.ts', ['full-disk.test.ts'], [['if (!isUnwritable(error)) throw error', 'throw error']]),
  ...inFile(
    'workflows/runner/failure.ts',
    ['conditions.test.ts'],
    [
      ['error instanceof NativeUnavailable ? 2 : 4', '4'],
      ['error instanceof NativeUnavailable ? 2 : 4', '2'],
    ],
  ),
  ...inFile(
    'workflows/runner/enduring.ts',
    ['conditions.test.ts'],
    [
      ['if (!condition) throw error', 'throw error'],
      ['write(run || begun, ...values)', 'write(run, ...values)'],
      ['if (lacks !== undefined) catchUp()', 'lacks = undefined'],
    ],
  ),
  ...inFile(
    'workflows/runner/command-line.ts',
    ['locked-cache.test.ts'],
    [['!output.printed && asksForJson(line.argv)', 'line.argv.length < 0']],
  ),
  ...inFile(
    'cache/database.ts',
    ['cache.test.ts', 'native.test.ts'],
    [
      ['isUnwritable(error) && !lasts', 'isUnwritable(error)'],
      ['if (error instanceof NativeUnavailable) {', 'if (error === undefined) {'],
      ['  keepPrivate(file)', '  void keepPrivate'],
    ],
  ),
  ...inFile(
    'cache/refusal.ts',
    ['cache.test.ts'],
    [
      ["if (!fs.statSync(there).isDirectory()) return refusal(directory, 'ENOTDIR')", ''],
      ['if (fs.existsSync(path)) fs.accessSync(path, constants.W_OK)', 'void path'],
    ],
  ),
  ...inFile(
    'cache/schema.ts',
    ['cache.test.ts', 'migrations.test.ts'],
    [["if (what === 'DROP' || renamed !== undefined) tables.delete", "if (what === 'DROP') tables.delete"]],
  ),
  ...inFile(
    'cache/native.ts',
    ['native.test.ts'],
    [
      ["if (codeOf(error) === 'MODULE_NOT_FOUND')", "if (codeOf(error) === 'MODULE_NOT_THERE')"],
      ["message.startsWith('Could not locate", "message.startsWith('Could not find"],
      ["if (codeOf(error) !== 'ERR_DLOPEN_FAILED') return", "if (codeOf(error) !== 'ERR_DLOPEN') return"],
      ['(major === 24 && minor >= 19)', '(major === 24 && minor >= 20)'],
      ['(major === 24 && minor >= 19)', '(major === 24 && minor >= 18)'],
      ['under: (major) => major < 22', 'under: (major) => major < 20'],
      ['(numbersOf(node)[0] < 22 ? 12 : 13)', '12'],
      ['refuseCrash(version, versions.node)', 'void version'],
    ],
  ),
  ...inFile(
    'workflows/runner/package-manager.ts',
    ['native.test.ts'],
    [
      [' --ignore-scripts=false`', '`'],
      ['pnpm approve-builds --all && ', ''],
      ["['pnpm-lock.yaml', 'pnpm']", "['pnpm-lock.yaml', 'npm']"],
    ],
  ),
  ...inFile(
    'workflows/commands/hook/session-start.ts',
    ['native.test.ts'],
    [['...(problem && { cacheProblem: problem })', '...{}']],
  ),
  ...inFile(
    'workflows/commands/hook/answer.ts',
    ['native.test.ts'],
    [["if (problem && event.name !== 'SessionStart') return", "if (problem && event.name === '') return"]],
  ),
  ...inFile(
    'cache/audit/parse-line.ts',
    ['unusual-input.test.ts'],
    [['text.length > 2000 && isTooDeep(value)', 'false']],
  ),
  ...inFile(
    'cache/rules/rule-file.ts',
    ['unusual-input.test.ts'],
    [
      ['if (isTooDeep(entry)) return tooDeep', 'if (isTooDeep(undefined)) return tooDeep'],
      ["{ list: 'rules', id: 'rule_id', text: 'content' }", "{ list: 'rules', id: 'id', text: 'text' }"],
    ],
  ),
  ...inFile(
    'workflows/runner/config.ts',
    ['config.test.ts'],
    [['if (isRefusedExit(error)) throw error', 'throw error']],
  ),
  ...inFile(
    'workflows/runner/check-config.ts',
    ['config.test.ts'],
    [
      ['  } catch (error) {', '  } catch (error) { throw error'],
      ['(jsonOf(value) ?? inspect(', '(JSON.stringify(value) ?? inspect('],
    ],
  ),
  ...inFile(
    'workflows/runner/time-option.ts',
    ['command-line.test.ts'],
    [['if (!namesZone(value))', 'if (value === undefined)']],
  ),
  ...inFile(
    'workflows/runner/effects/foreign-code.ts',
    ['foreign-code.test.ts'],
    [
      ['if (waits || hasAdded(before))', 'if (hasAdded(before))'],
      ['if (waits || hasAdded(before))', 'if (waits)'],
      ['if (!hasAdded(before)) endWatch()', 'endWatch()'],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/foreign-code.ts',
    ['config.test.ts'],
    [
      ["if (late.length > 0) throw new UserError(late.join('\\n'))", 'void late'],
      ['const printAgain = redirectPrinting()', 'const printAgain = () => undefined'],
      ['Reflect.set(process, name, () => {', 'Reflect.set({}, name, () => {'],
      ["process.on('uncaughtException', failed)", 'void failed'],
      ["process.on('unhandledRejection', failed)", 'void failed'],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/foreign-printing.ts',
    ['config.test.ts'],
    [
      ['target === stdout ? stderr :', 'target === 99 ? stderr :'],
      ["if (stdio === 'inherit') return", "if (stdio === 'never') return"],
      ['descriptor !== stdout && descriptor !== stderr && !isNodesOwn', 'descriptor !== undefined && !isNodesOwn'],
      ['if (Object.hasOwn(own, name)) return own[name]', 'void own'],
    ],
  ),
  ...inFile('workflows/main.ts', ['command-line.test.ts'], [['  endWhenWritten()', '  void endWhenWritten']]),

  // What was written is read back, and what was begun is taken up
  ...inFile(
    'tasks/rules/detect.ts',
    ['suggestions-read-back.test.ts'],
    [
      ['.map(withValidWords)', ''],
      ['rules: given.rules.filter(({ text }) => isVisible(text))', 'rules: given.rules'],
    ],
  ),
  ...inFile(
    'tasks/rules/quadrant.ts',
    ['suggestions-read-back.test.ts'],
    [
      ["quadrant: validWord('quadrant', quadrant)", 'quadrant'],
      ["persistence: validWord('persistence', persistence)", 'persistence'],
    ],
  ),
  ...inFile(
    'tasks/rules/review/apply.ts',
    ['review-interrupted.test.ts', 'review.test.ts'],
    [
      ['undoWritten(files, review.edits.undo ?? [])', 'void undoWritten'],
      ['  if (wasWritten(files, rulesFile, review)) {', '  if (!review) {'],
      ['sha256(now) === after) {', 'now !== after) {'],
    ],
  ),
  ...inFile(
    'workflows/commands/review.ts',
    ['review.test.ts'],
    [
      ['oweSync(stores, plan, loaded.rulesFile)', 'void oweSync'],
      ['isOwed(stores) ? await syncAfterReview', 'plan.changes.length > 0 ? await syncAfterReview'],
    ],
  ),

  // The same project for commands and hooks, commands that run, hooks that are silent
  ...inFile(
    'workflows/runner/project.ts',
    ['where-it-runs.test.ts'],
    [
      ["findMarkedProject(cwd) ?? findUp(cwd, '.git')", "findUp(cwd, '.git')"],
      ['[...configurationFiles, hookSettingsFile,', '[hookSettingsFile,'],
      ['hookSettingsFile, join(usualCacheDirectory, cacheFile)]', 'hookSettingsFile]'],
      ["if (existsSync(join(directory, '.git'))) return undefined", ''],
    ],
  ),
  ...inFile(
    'workflows/runner/typed-command.ts',
    ['where-it-runs.test.ts'],
    [
      ["npm: 'npx bookend'", "npm: 'bookend'"],
      ["pnpm: 'pnpm exec bookend'", "pnpm: 'bookend'"],
      ["return isOnPath(environment) ? 'bookend'", "return isOnPath(environment) || true ? 'bookend'"],
      ['PATH.split(delimiter).filter((directory) => !', 'PATH.split(delimiter).filter((directory) => true || '],
      ["directory !== '' && isThisPackage(", 'existsSync('],
      ["return `'${word.replaceAll(", 'return `${word.replaceAll('],
      ["name === '_npx' ||", "name === '_npm' ||"],
    ],
  ),
  ...inFile(
    'workflows/commands/hooks/entries.ts',
    ['where-it-runs.test.ts'],
    [
      ["if(require('fs').existsSync(f))try{require(f)}", 'try{require(f)}'],
      ['try{require(f)}catch{}', 'require(f)'],
    ],
  ),
  ...inFile(
    'workflows/commands/hooks/installation.ts',
    ['where-it-runs.test.ts'],
    [['if (isRunFromCache(packageRoot))', 'if (packageRoot === "")']],
  ),

  // What git has begun, and what interrupted runs had done
  ...inFile(
    'tasks/git/operation.ts',
    ['git-operation.test.ts'],
    [
      ["text.trim().replace(/^refs\\/heads\\//, '')", 'text.trim()'],
      ["name === 'detached HEAD' || /", '/'],
      ['[0-9a-f]{40,64}', '[0-9a-f]{64}'],
      ["verb: 'am'", "verb: 'rebase'"],
      ["file: 'rebase-apply/applying'", "file: 'rebase-apply/applied'"],
      ["exists('BISECT_LOG')", "exists('BISECT_START')"],
      ['goOn === null ? abort', 'goOn !== null ? abort'],
      ["read('BISECT_START')", "read('BISECT_LOG')"],
    ],
  ),
  ...inFile(
    'tasks/interrupted.ts',
    ['resume.test.ts'],
    [
      ['if (output !== undefined) return', 'if (output === null) return'],
      ['return plan === undefined ? {}', 'return plan !== undefined ? {}'],
    ],
  ),

  // Lines of a log: welded ones, what a crash leaves, and files that were rotated
  ...inFile(
    'cache/audit/parse-line.ts',
    ['log-lines.test.ts'],
    [
      ['const gap = /[\\s\\0]*/y', 'const gap = /\\s*/y'],
      ['    start = end', '    return { objects, rest: text.slice(end) }'],
      ['fixed: unreadable === undefined }', 'fixed: false }'],
    ],
  ),
  ...inFile(
    'cache/audit/line-forms.ts',
    ['line-forms.test.ts'],
    [
      ['|| mayBeChanged(logged)) return', ') return'],
      ['violations.length > 0 && parsed.tractatus_section !== undefined', 'violations.length > 9'],
      ["session === '' && parsed.sessionId !== undefined", "session === 'never'"],
      ['JSON.stringify(value.metadata) !== mark || value.timestamp', 'value.timestamp'],
      ['!== mark || value.timestamp !== someTime', '!== mark'],
      ["|| normal.decision.action === ''", ''],
      ['found * 2 < tried', 'found < 0'],
    ],
  ),
  ...inFile(
    'cache/sqlite.ts',
    ['filling.test.ts'],
    [
      ["=== 'wal' ? 'NORMAL' : 'FULL'", "=== 'wal' ? 'NORMAL' : 'NORMAL'"],
      ["setJournal(db, 'TRUNCATE')", "setJournal(db, 'WAL')"],
      ['return () => useWriteAheadLog(db)', 'return () => undefined'],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/audit-sources.ts',
    ['unusual-input.test.ts', 'log-lines.test.ts'],
    [
      ['.jsonl(?:\\.\\d+|.*\\.gz)?$', '.jsonl(?:.*\\.gz)?$'],
      ['.jsonl(?:\\.\\d+|.*\\.gz)?$', '.jsonl(?:\\.\\d+)?$'],
    ],
  ),
]
