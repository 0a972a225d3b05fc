import { inFile, type Mutation } from './mutation.ts'

/** What keeps other people's processes and files from harm, conditions of the machine from being bugs, and secrets from being read: each guard taken out. */
export const safetyMutations: Mutation[] = [
  // Processes: whoever reads what bookend prints, other sessions' processes, and what comes up while others are ended
  ...inFile(
    'tasks/cleanup/verdicts.ts',
    ['numbers/process-proofs.test.ts'],
    [
      ['if (streamEnds.has(info.pid))', 'if (streamEnds.has(-1))'],
      ['else if (info.group === group &&', 'else if (info.group === -1 &&'],
      ['(!firstGroup || belongs(info.pid))', 'true'],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/processes/stream-ends.ts',
    ['pipeline.test.ts'],
    [
      ['(stream.writes && end.reads) ||', '(stream.writes && !end.reads) ||'],
      ['(stream.reads && end.writes))', 'false)'],
      ['follow(standardOf(end.pid, all).filter(', 'void (standardOf(end.pid, all).filter('],
      ['if (drives || peers.has(target))', 'if (drives)'],
      ['if (drives || peers.has(target))', 'if (peers.has(target))'],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/output.ts',
    ['pipeline.test.ts'],
    [["stream.on('error', () => {", "stream.on('finish', () => {"]],
  ),
  ...inFile(
    'tasks/cleanup/processes.ts',
    ['cleanup-processes.test.ts'],
    [
      ['return session.open || (', 'return true || ('],
      ['context.flags.killSuspects && evidence.current', 'context.flags.killSuspects'],
      ['await endNewcomers(context, look, ended)', '[]'],
    ],
  ),
  ...inFile(
    'tasks/cleanup/processes.ts',
    ['pipeline.test.ts'],
    [['streamEnds: await protecting.streamEnds()', 'streamEnds: new Set()']],
  ),
  ...inFile(
    'tasks/cleanup/processes.ts',
    ['respawned.test.ts'],
    [['if (alive.length + suspects.length === 0) return', 'if (alive.length + suspects.length >= 0) return']],
  ),
  ...inFile(
    'tasks/cleanup/end-newcomers.ts',
    ['end-newcomers.test.ts'],
    [
      ['    await pursue()', '    void pursue'],
      ['patience = 4', 'patience = 1'],
      ['    note(left, survived)', '    note([], survived)'],
    ],
  ),
  ...inFile(
    'tasks/compaction/marker.ts',
    ['cleanup-processes.test.ts'],
    [
      ['if (open) return skipped', 'if (open && !open) return skipped'],
      ['if (later) return skipped', 'if (later && !later) return skipped'],
    ],
  ),
  ...inFile(
    'workflows/runner/session.ts',
    ['session.test.ts'],
    [
      ['if (open && open.from === start && end <= now)', 'if (open && end <= now)'],
      ['if (open) return closedByAnEarlierClock', 'if (open && !open) return closedByAnEarlierClock'],
      ['from: Math.min(noted, now - 1)', 'from: now - 1'],
    ],
  ),
  ...inFile(
    'workflows/runner/choose-session.ts',
    ['session.test.ts'],
    [['open && open.from >= now)', 'open && open.from < now)']],
  ),
  ...inFile(
    'workflows/runner/workflow-summary.ts',
    ['cleanup-processes.test.ts'],
    [['options.fromTask === undefined && options.resume !== true', 'true']],
  ),

  // Files: what is somebody's work stays, and what goes can be brought back
  ...inFile(
    'tasks/cleanup/artifacts.ts',
    ['trash.test.ts', 'artifact-zoo.test.ts'],
    [
      ['(inner) => keep.repositoryAround(inner) ?? inner', '(inner) => inner'],
      ['if (!isClosed(error)) throw error', 'throw error'],
      ["kind: trashDays > 0 ? 'trash' : 'delete'", "kind: trashDays > 0 ? 'delete' : 'trash'"],
      ['if (config.trashDays === 0) {', 'if (config.trashDays === -1) {'],
      ['if (config.trashDays === 0) {', 'if (config.trashDays >= 0) {'],
      ['context.run.startedAt - trashDays * dayMs', 'context.run.startedAt'],
      ['session !== context.session.id)', 'session !== "")'],
      ['trash.empty(session)', 'void trash'],
    ],
  ),
  ...inFile(
    'workflows/runner/step.ts',
    ['step.test.ts'],
    [
      [' && !undone.has(at)', ''],
      ['(ended || noted.has(at))', 'noted.has(at)'],
      ['(ended || noted.has(at))', '(ended || !noted.has(at))'],
    ],
  ),
  ...inFile(
    'tasks/cleanup/artifacts.ts',
    ['cleanup-processes.test.ts'],
    [['if (other) return inUseBy', 'if (other && !other) return inUseBy']],
  ),
  ...inFile(
    'tasks/cleanup/artifacts.ts',
    ['cleanup-artifacts.test.ts'],
    [['if (first) return first.path', 'if (first && !first) return first.path']],
  ),
  ...inFile(
    'tasks/cleanup/keeping.ts',
    ['cleanup-artifacts.test.ts'],
    [
      ['(spared(path, info) ?? lockReason', '((spared(path, info), undefined) ?? lockReason'],
      ["repository.missing === 'broken') return", "repository.missing === 'absent' && !repository) return"],
      ['new Set(nulSeparated(listed.stdout)) : listed.error', 'new Set(nulSeparated(listed.stdout)) : new Set()'],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/files.ts',
    ['trash.test.ts', 'cleanup-artifacts.test.ts'],
    [['mounts: () => mountsBelow(root)', 'mounts: () => []']],
  ),
  ...inFile(
    'workflows/runner/effects/trash.ts',
    ['trash.test.ts', 'cleanup-artifacts.test.ts'],
    [["throw refusal(basename(path), 'the trash is", "void (basename(path), 'the trash is"]],
  ),
  ...inFile(
    'workflows/runner/effects/trash.ts',
    ['copy-tree.test.ts'],
    [
      ["if (codeOf(error) !== 'EXDEV') throw error", 'throw error'],
      ['fs.rmSync(forSystem(source), { recursive: true })', 'void source'],
      ['if (found.kind !== info.kind || found.inode !== info.inode ||', 'if (found.kind === "other" ||'],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/copy-tree.ts',
    ['copy-tree.test.ts'],
    [
      ['if (read !== copied || !buffers', 'if (read !== copied && !buffers'],
      ['  keepAttributes(stat, forSystem(to))', '  void stat'],
    ],
  ),
  ...inFile(
    'tasks/git/git.ts',
    ['git-environment.test.ts'],
    [
      ['[...repositoryVariables, ...otherVariables,', '[...otherVariables,'],
      ["  'GIT_INDEX_FILE',", "  'GIT_INDEX_FILES',"],
      ["'core.fsmonitor=false'", "'core.safecrlf=false'"],
      ['{options} ', '{[]} '],
      ['$({ env: environment, timeoutMs: limitMs })', '$({ timeoutMs: limitMs })'],
    ],
  ),
  ...inFile(
    'cache/regular-file.ts',
    ['regular-file.test.ts', 'irregular-files.test.ts'],
    [
      ['if (stat.isFile()) return { fd, stat }', 'if (stat.size >= 0) return { fd, stat }'],
      ['constants.O_RDONLY | constants.O_NONBLOCK |', 'constants.O_RDONLY |'],
      ['(follow ? 0 : constants.O_NOFOLLOW)', '0'],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/locate.ts',
    ['irregular-files.test.ts'],
    [
      ["?.kind === 'link' ? realOf(", "?.kind === 'other' ? realOf("],
      ['throw isAbsent(error) ? refusal(', 'throw !error ? refusal('],
      ['if (linked) throw refusal(', 'if (linked && !linked) throw refusal('],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/files.ts',
    ['irregular-files.test.ts'],
    [["if (infoOf(join(base, directory))?.kind === 'link')", "if (infoOf(join(base, directory))?.kind === 'other')"]],
  ),
  ...inFile(
    'workflows/runner/effects/files.ts',
    ['write-file.test.ts'],
    [['found.kind !== expected.kind || found.inode !== expected.inode ||', 'found.kind === "other" ||']],
  ),
  ...inFile(
    'workflows/runner/effects/write-file.ts',
    ['write-file.test.ts'],
    [
      ['if (!noLinks.test(codeOf(error))) throw error', 'throw error'],
      ['    claim(target)', '    void target'],
      ['|| left.size > 0) throw error', ') throw error'],
      ["openSync(temporary, 'wx',", "openSync(target, 'w',"],
      ['if (exclusive) linkOrClaim(temporary, target)', 'if (exclusive && !target) linkOrClaim(temporary, target)'],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/leftovers.ts',
    ['write-file.test.ts'],
    [
      ['if (!wasAtWork(owner, stat.mtimeMs))', 'if (owner < 0)'],
      ['if (!wasAtWork(owner, stat.mtimeMs))', 'if (owner > 0)'],
    ],
  ),
  ...inFile(
    'workflows/runner/tidy.ts',
    ['write-file.test.ts'],
    [
      ['process.startedAt <= at + toleranceMs', 'false'],
      ['process.startedAt <= at + toleranceMs', 'true'],
      ['...skillDirectories(project.root)]', ']'],
    ],
  ),
  ...inFile('workflows/runner/run-workflow.ts', ['write-file.test.ts'], [['    tidy(invocation)', '    void tidy']]),
  ...inFile(
    'workflows/commands/hooks.ts',
    ['write-file.test.ts'],
    ['install', 'uninstall'].map((name): [string, string] => {
      const begin = `async function ${name}(invocation: Invocation): Promise<number> {`
      return [begin, `${begin} const tidy = (_: unknown) => undefined`]
    }),
  ),
  ...inFile(
    'workflows/commands/export.ts',
    ['write-file.test.ts'],
    [
      ['if (found && !lstatSync(target).isFile())', 'if (found && !found)'],
      ['found?.isSymbolicLink() ? realpathSync(file) : file', 'file'],
    ],
  ),

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
      ["closes ? 'salvage' : 'durable'", "'durable'"],
      ['closes ? withLockIfPossible : withLock', 'withLock'],
    ],
  ),
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
      ['if (isUnwritable(error)) return openScratch', 'if (isUnwritable(undefined)) return openScratch'],
      ['if (error instanceof NativeUnavailable) {', 'if (error === undefined) {'],
      ['  keepPrivate(file)', '  void keepPrivate'],
    ],
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
      ['if (descriptor !== stdout && descriptor !== stderr)', 'if (descriptor !== undefined)'],
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
      ['oweSync(stores, plan, review.rulesFile)', 'void oweSync'],
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
      [
        "if (existsSync(join(directory, '.git')) || directory === dirname(directory)) return undefined",
        'if (directory === dirname(directory)) return undefined',
      ],
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
      ["directory !== '' && isThisPackage(join(directory, 'bookend'))", "existsSync(join(directory, 'bookend'))"],
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

  // Files of this clone alone, and commits of this session alone
  ...inFile(
    'tasks/git/place.ts',
    ['marker.test.ts'],
    [['worktree !== identityOf(placeOf(root, files))', 'worktree === ""']],
  ),
  ...inFile(
    'tasks/compaction/marker.ts',
    ['marker.test.ts'],
    [['worktree: identityOf(placeOf(project.root, files)),', '']],
  ),
  ...inFile('tasks/startup/marker.ts', ['marker.test.ts'], [['if (found.foreign) {', 'if (!found) {']]),
  ...inFile(
    'workflows/commands/hook/session-start.ts',
    ['marker.test.ts', 'hook.test.ts'],
    [['|| isFromElsewhere(marker, root, files)) return undefined', ') return undefined']],
  ),
  ...inFile(
    'tasks/startup/exclude.ts',
    ['marker.test.ts'],
    [["if (text !== '') context.files.appendOutside", "if (text === '') context.files.appendOutside"]],
  ),
  ...inFile(
    'tasks/own-files.ts',
    ['marker.test.ts'],
    [
      ['[markerFile, trackedProcessesFile, `', '[trackedProcessesFile, `'],
      ['[markerFile, trackedProcessesFile, `', '[markerFile, `'],
      ['own.push(...inArchive(archive))', 'own.push()'],
    ],
  ),
  ...inFile(
    'tasks/git/reflogs.ts',
    ['session-commits.test.ts'],
    [
      ['if (/: fast-forward$/i.test(action)) return false', 'if (/: fast-forward$/i.test(action)) return true'],
      ['Merge made by /', '/'],
      ['(pick|reword|edit|squash|fixup|continue)', '(start)'],
    ],
  ),
  ...inFile(
    'tasks/git/find-commits.ts',
    ['session-commits.test.ts', 'git.test.ts'],
    [
      ['const commits = madeHere(entry) ? [entry]', 'const commits = true ? [entry]'],
      ["[['--branches', 'HEAD'], ...heads]", "[['HEAD'], ...heads]"],
      ["[['--branches', 'HEAD'], ...heads]", "[['--branches', 'HEAD']]"],
      ['return where === undefined ? []', 'return where === null ? []'],
      ['.filter((sha) => !onBranches.has(sha))', ''],
    ],
  ),
  ...inFile(
    'tasks/git/places.ts',
    ['session-commits.test.ts'],
    [
      ['--cherry-mark --right-only', '--right-only'],
      ['copies.has(workOf(sha))', 'copies.has(sha)'],
      ["made.has(merge) ? undefined : 'HEAD'", 'undefined'],
    ],
  ),
  ...inFile(
    'tasks/git/reflogs.ts',
    ['session-commits.test.ts'],
    [['if (replaced.test(action)) left.delete(previous)', 'if (replaced.test(action)) continue']],
  ),
  ...inFile(
    'cache/window.ts',
    ['command-line.test.ts'],
    [['if (!match || !isDayOfCalendar(trimmed)) return', 'if (!match) return']],
  ),

  // Secrets: each way of finding one, and each place that nothing leaves unseen
  ...inFile(
    'templates/secrets/find.ts',
    ['redaction.test.ts'],
    [
      ['const always = [findPlaces, findAssignments,', 'const always = [findAssignments,'],
      ['const always = [findPlaces, findAssignments,', 'const always = [findPlaces,'],
      ['[findPrivateKeys, findForms, findIssued,', '[findForms, findIssued,'],
      ['[findPrivateKeys, findForms, findIssued,', '[findPrivateKeys, findIssued,'],
      ['overWraps(text, from, wholeWord(text, from, to))])', 'wholeWord(text, from, to)])'],
      ['if (plain) ranges.push', 'if (!plain) ranges.push'],
      ['if (meant) {', 'if (!meant) {'],
    ],
  ),
  ...inFile(
    'templates/secrets/find.ts',
    ['secret-surroundings.test.ts'],
    [
      ['findCallSecrets, findAnswers, findSayings, ', 'findAnswers, findSayings, '],
      ['findCallSecrets, findAnswers, findSayings, ', 'findCallSecrets, findSayings, '],
      ['findAnswers, findSayings, findColumns]', 'findAnswers, findSayings]'],
      ['findAnswers, findSayings, findColumns]', 'findAnswers, findColumns]'],
      ['findIssued, findPairs, findVendorKeys]', 'findIssued, findVendorKeys]'],
      ['findIssued, findPairs, findVendorKeys]', 'findPairs, findVendorKeys]'],
      ['overWraps(text, from, wholeWord(text, from, to))])', 'overWraps(text, from, to)])'],
    ],
  ),
  ...inFile(
    'templates/secrets/tables.ts',
    ['secret-surroundings.test.ts'],
    [
      ['[...findInserted(text), ...findBelowHeadings(linesOf(text))]', 'findBelowHeadings(linesOf(text))'],
      ["secretsOf(heading.secret, cells, 'loose')", "secretsOf(heading.secret, cells, 'quoted')"],
      ["const separators = ['|', '\\t', ';', ',', '  ']", "const separators = ['|', ';', ',']"],
      ['text.lastIndexOf(sign) > at) closing = sign', 'text.lastIndexOf(sign) > at) void sign'],
    ],
  ),
  ...inFile(
    'templates/secrets/scanner.ts',
    ['secret-surroundings.test.ts'],
    [
      ['const overlap = 1024', 'const overlap = 8'],
      ['piecesOf(joint, kind)', "piecesOf(joint, 'plain')"],
      ['range[0] + piece.from', 'range[0]'],
    ],
  ),
  ...inFile(
    'templates/secrets/dialogues.ts',
    ['secret-surroundings.test.ts'],
    [["'password', 'loose')", "'password', 'quoted')"]],
  ),
  ...inFile(
    'templates/secrets/commands.ts',
    ['secret-surroundings.test.ts'],
    [['patterns.push(...inputs)', 'void inputs']],
  ),
  ...inFile(
    'templates/secrets/value.ts',
    ['secret-surroundings.test.ts'],
    [
      ['test(value) || isDevised(value)', 'test(value)'],
      ["!(kind === 'password' && isDotted(bare))", 'true'],
      ['!roots.test(part) && ', ''],
    ],
  ),
  ...inFile(
    'templates/secrets/private-keys.ts',
    ['redaction.test.ts'],
    [
      ['for (const { index, 0: closing } of footers) found', 'for (const { index, 0: closing } of []) found'],
      ['(armour.exec(text.slice(from, Math.min(from + longestKey, following)))?.[0].length ?? 0)', '0'],
    ],
  ),
  ...inFile(
    'templates/secrets/forms.ts',
    ['redaction.test.ts'],
    [
      ["'AKIA', 'ASIA',", "'ASIA',"],
      ["'AKIA', 'ASIA',", "'AKIA',"],
      ["'AIza', 'GOCSPX-'", "'GOCSPX-'"],
      ["'AIza', 'GOCSPX-'", "'AIza'"],
      ["'glpat-', 'glcbt-'", "'glcbt-'"],
      ["'sk_live_',", ''],
      ["'rk_live_',", ''],
      ["'whsec_'", "'whsek_'"],
      ["'eyJ'),", "'eyJJ'),"],
      ["'hf_', ", ''],
      ["'pypi-'", "'pypy-'"],
      ["'dop_v1_',", ''],
      ["'hvs.',", ''],
      ["'dapi',", ''],
      [", 'xapp-')", ')'],
      ["'AGE-SECRET-KEY-1'", "'AGE-SECRET-KEY-2'"],
    ],
  ),
  ...inFile('templates/secrets/places.ts', ['redaction.test.ts'], [['(?:-u|--user|--proxy-user)', '(?:--proxy-user)']]),
  ...inFile(
    'templates/secrets/addresses.ts',
    ['redaction.test.ts'],
    [['{0,256}:(?<secret>[^\\s/"', '{1,256}:(?<secret>[^\\s/"']],
  ),
  ...inFile(
    'templates/secrets/name.ts',
    ['redaction.test.ts'],
    [
      ['|passphrase|', '|'],
      ['|pwd|mdp|', '|mdp|'],
      ['nexus|git)?pass$|', 'nexus|git)?passs$|'],
      ['(?:value|base|raw', '(?:value|raw'],
      ['/(?:token|jwt', '/(?:jwt'],
      ['/(?:secret|(?:secret|', '/(?:secrets|(?:secret|'],
      ['|(?:api|auth|access', '|(?:auth|access'],
      ['|private|priv|account|', '|private|priv|'],
      ['if (/^(?:OLD)?PWD$/.test(name)) return undefined', 'void 0'],
    ],
  ),
  ...inFile(
    'templates/secrets/assignments.ts',
    ['redaction.test.ts'],
    [['if (/cookie$/i.test(name)) return cookies(text, end)', 'void cookies']],
  ),
  ...inFile(
    'templates/secrets/ways.ts',
    ['redaction.test.ts'],
    [['when: ({ name }) => isFlag(name),', 'when: () => false,']],
  ),
  ...inFile(
    'templates/secrets/value.ts',
    ['redaction.test.ts'],
    [
      ['literals.has(bare.toLowerCase())) return false', 'literals.has("")) return false'],
      ["if (manner !== 'quoted' && expression.test(bare) &&", "if (manner !== 'quoted' && !expression &&"],
      ['if (reference.test(bare)) return false', 'void reference'],
    ],
  ),
  ...inFile(
    'templates/redact.ts',
    ['redaction.test.ts'],
    [
      ['followsFlag(value[place - 1], item) ? mask', 'false ? mask'],
      ["(key === 'value' && isNamedSecret(value.name, item))", 'false'],
    ],
  ),
  ...inFile(
    'templates/shown.ts',
    ['outputs.test.ts'],
    [
      ['const redacted = redactLine(text)', 'const redacted = text'],
      ['JSON.stringify(redactJsonAtOnce(value))', 'JSON.stringify(value)'],
    ],
  ),
  ...inFile(
    'tasks/handoff/document.ts',
    ['templates.test.ts'],
    [['await redactJson(renderLetter(facts, templates))', 'renderLetter(facts, templates)']],
  ),
  ...inFile(
    'tasks/handoff/html.ts',
    ['templates.test.ts'],
    [["await redactText(templates.render('session", "(templates.render('session"]],
  ),
  ...inFile(
    'tasks/rules/suggestions.ts',
    ['templates.test.ts'],
    [['await redactText(renderSuggestions(', '(renderSuggestions(']],
  ),
  ...inFile(
    'templates/render.ts',
    ['foreign-text.test.ts'],
    [
      ['if (linked.test(line)) return codeSpan(line)', 'void linked'],
      ['(?:https?|ftp):\\/\\/|www', 'www'],
      ['|www\\.|', '|'],
      ['|[\\w.+-]@[\\w-]*\\.|', '|'],
      ['(?:mailto|xmpp):|', ''],
      ['|(?:^|[^\\w.+-])@[a-z0-9]|', '|'],
      ['|(?:^|[^\\w&])(?:#|GH-)\\d|', '|'],
      ["replaceAll('|', '\\\\|')", "replaceAll('|', '|')"],
      ["const fence = '`'.repeat(longest + 1)", "const fence = '`'"],
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
