import { inFile, type Mutation } from './mutation.ts'

/** What keeps other people's processes and files, and what belongs to other clones and sessions, from harm: each guard taken out. */
export const safetyMutations: Mutation[] = [
  // Processes: whoever reads what bookend prints, other sessions' processes, and what comes up while others are ended
  ...inFile(
    'tasks/cleanup/protections.ts',
    ['numbers/process-proofs.test.ts'],
    [
      ['if (streamEnds.has(info.pid))', 'if (streamEnds.has(-1))'],
      ['info.group === group && (!firstGroup', 'info.group === -1 && (!firstGroup'],
      ['kin.byPid.has(holder) && !owned.has(holder)', 'kin.byPid.has(holder)'],
      ['if (served.length > 0 && !runsCommand) servers', 'if (served.length > 0) servers'],
      ['kin.childrenOf(pid).length > 0 && isShell(', 'isShell('],
      ['above.some((one) => servers.has(one)) ? notLeftover.served : serves', 'serves'],
      ['for (const one of belonging) if', 'for (const one of []) if'],
      ['(!firstGroup || belongs(info.pid))', 'true'],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/processes/stream-ends.ts',
    ['pipeline.test.ts'],
    [
      ["isPipe(end.target) ? goes(end, way === 'down' ? 'up' : 'down')", 'isPipe(end.target) ? goes(end, way)'],
      ["(way === 'down' ? writes : reads)", "(way === 'down' ? writes : writes)"],
      ['next.push(...stepsFrom(end.pid, way))', 'void stepsFrom(end.pid, way)'],
      ['return peers.flatMap((peer) => byTarget.get(peer) ?? [])', 'return []'],
      ['return drivers.filter(({ master }) => master === target)', 'return []'],
      [': isShell(command) && leadsOn(', ': leadsOn('],
      ["(isStandard(descriptor) || (way === 'down' &&", "(isStandard(descriptor) || (way === 'up' &&"],
      ['|| inLine.has(end.pid) ||', '||'],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/trash.ts',
    ['trash.test.ts'],
    [
      ['if (infoOf(source) || !infoOf(target)) throw', 'if (infoOf(source) && !infoOf(source)) throw'],
      ['.filter(isOwn)', ''],
      ['isSessionId(name) && isDirectory', 'isDirectory'],
      ['|| !entriesOf(session).some(isSame)', ''],
      ['bytes: bytesIn(placeOf(entry)) }', 'bytes: entry.bytes }'],
      [
        'const inTheWay = there === parent ? infoOf(target) : undefined',
        'const inTheWay = undefined as ReturnType<typeof infoOf>',
      ],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/files.ts',
    ['trash.test.ts'],
    [["if (infoOf(entry)) throw refusal(path, 'it is still there')", '']],
  ),
  ...inFile(
    'workflows/runner/effects/built-ins.ts',
    ['config.test.ts'],
    [
      ['[...rememberAll(), ...rememberModules()]', 'rememberAll()'],
      ['if (!deleteProperty(holder, key) || isNothing)', 'if (isNothing)'],
      ['if (now?.configurable === false && now.writable !== true)', 'if (false)'],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/shell.ts',
    ['config.test.ts'],
    [['...(options.own && { PATH: ownPath() }),', '']],
  ),
  ...inFile('workflows/runner/effects/foreign-printing.ts', ['config.test.ts'], [[' && !isNodesOwn(descriptor)', '']]),
  ...inFile(
    'workflows/runner/plain-list.ts',
    ['plain-list.test.ts'],
    [['if (!wasInterrupted(result)) write(', 'write(']],
  ),
  ...inFile(
    'workflows/commands/review.ts',
    ['review.test.ts'],
    [['if (!(await isAsAsked(asked, begun, decided)))', 'if (false)']],
  ),
  ...inFile(
    'workflows/runner/effects/processes/socket-peers.ts',
    ['pipeline.test.ts'],
    [
      ["if (codeOf(error) !== 'ENOENT')", 'if (false)'],
      ["if (text !== '' && !text.endsWith('\\n'))", 'if (false)'],
      ['if (unanswered !== undefined) return', 'if (false) return'],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/processes/partners.ts',
    ['pipeline.test.ts'],
    [
      ['.filter((holder) => readers.has(holder))', ''],
      ['if (asked.has(one)) for', 'if (one === pid) for'],
      ['if (asked.has(one)) for', 'for'],
      ['fd > 2 && isPipe(target)', 'fd > 2'],
      ['fd > 2 && isPipe(target)', 'isPipe(target)'],
      ["fd === stream ? !target.startsWith('/dev/')", 'fd === stream ? true'],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/output.ts',
    ['pipeline.test.ts'],
    [["stream.on('error', close)", "stream.on('finish', close)"]],
  ),
  ...inFile(
    'workflows/runner/effects/processes/linux.ts',
    ['without-proc.test.ts'],
    [['=== String(process.pid)', '!== undefined']],
  ),
  ...inFile(
    'workflows/runner/effects/processes/linux.ts',
    ['process-readers.test.ts'],
    [['(Number(fields[6]) & kernelThread) !== 0', 'false']],
  ),
  ...inFile(
    'tasks/git/status.ts',
    ['hooks-install.test.ts'],
    [['uncommittedFiles(all).filter(isAsInstalled(context.files))', '[] as string[]']],
  ),
  ...inFile('tasks/install-record.ts', ['hooks-install.test.ts'], [['&& isAsWritten(text, file', '&& !!(file']]),
  ...inFile('tasks/git/git.ts', ['git.test.ts'], [["'refs/remotes', 'packed-refs'", "'refs/remotes'"]]),
  ...inFile('workflows/runner/effects/shell.ts', ['git-environment.test.ts'], [['ranOut.late = true', 'void ranOut']]),
  ...inFile('cache/lock.ts', ['pid-namespace.test.ts'], [['BEGIN EXCLUSIVE', 'BEGIN']]),
  ...inFile(
    'tasks/cleanup/processes.ts',
    ['cleanup-processes.test.ts'],
    [
      ['context.flags.killSuspects && evidence.current', 'context.flags.killSuspects'],
      ['await endNewcomers(context, look, ended)', '[]'],
    ],
  ),
  ...inFile(
    'tasks/cleanup/verdicts.ts',
    ['one-agent-two-projects.test.ts'],
    [['(proof === works || proof === cameUp)', 'true']],
  ),
  ...inFile('tasks/cleanup/look.ts', ['cleanup-processes.test.ts'], [['return session.open || (', 'return true || (']]),
  ...inFile(
    'tasks/cleanup/look.ts',
    ['pipeline.test.ts'],
    [
      ['await protecting.streamEnds(found)', 'new Set()'],
      ['judgeProcesses(found).length === 0 ?', 'judgeProcesses(found).length > 0 ?'],
    ],
  ),
  ...inFile(
    'tasks/cleanup/processes.ts',
    ['respawned.test.ts'],
    [['if (detail.length === 0) return', 'if (detail.length >= 0) return']],
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
      ['if (open && open.from === window.from && window.to <= now)', 'if (open && window.to <= now)'],
      ['if (open) return closedByAnEarlierClock', 'if (open && !open) return closedByAnEarlierClock'],
      ['from: Math.min(noted, now - 1)', 'from: now - 1'],
    ],
  ),
  ...inFile(
    'workflows/runner/choose-session.ts',
    ['session.test.ts'],
    [['open && open.from >= now)', 'open && open.from < now)']],
  ),
  ...inFile('workflows/runner/choose-session.ts', ['resume.test.ts'], [['if (workedOn) return workedOn', '']]),
  ...inFile(
    'workflows/runner/workflow-summary.ts',
    ['cleanup-processes.test.ts'],
    [['options.fromTask === undefined && !resumed', 'true']],
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
      ['trash.empty(entry)', 'void entry'],
      ['if (expired.length > 0) context.trash.tidy()', ''],
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
      ['if (!listed.ok) return listed.error', ''],
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
      ['removeTree(source)', 'void source'],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/copy-tree.ts',
    ['copy-tree.test.ts'],
    [['  keepAttributes(stat, forSystem(to))', '  void stat']],
  ),
  ...inFile(
    'templates/shown-path.ts',
    ['shown-names.test.ts'],
    [
      ['\\p{Zl}\\p{Zp}\\p{Cs}\\\\]|', '\\p{Zl}\\p{Zp}\\\\]|'],
      ['const longest = 200', 'const longest = 400'],
      ['...redactLine(path)', '...path'],
      ['slice(front + 1 - characters)', 'slice(front - characters)'],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/shell.ts',
    ['shown-names.test.ts'],
    [['options.names ? nameOf(Buffer.concat(bytes))', 'options.names ? Buffer.concat(bytes).toString()']],
  ),
  ...inFile('tasks/handoff/summary.ts', ['shown-names.test.ts'], [['shownPath(path, longest.path)', 'path']]),
  ...inFile(
    'tasks/git/git-environment.ts',
    ['git-environment.test.ts'],
    [
      ["  GIT_OPTIONAL_LOCKS: '0',", ''],
      ["=== 'safe.directory'", "=== 'core.worktree'"],
      ['[...repositoryVariables, ...otherVariables,', '[...otherVariables,'],
      ["  'GIT_INDEX_FILE',", "  'GIT_INDEX_FILES',"],
      ["'core.fsmonitor=false'", "'core.safecrlf=false'"],
    ],
  ),
  ...inFile(
    'tasks/git/git.ts',
    ['git-environment.test.ts'],
    [
      ['{gitOptions} ', '{[]} '],
      [
        '$({ own: true, env: gitEnvironment, timeoutMs: limitMs, ...output })',
        '$({ own: true, timeoutMs: limitMs, ...output })',
      ],
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
    'workflows/runner/effects/file-info.ts',
    ['write-file.test.ts', 'trash.test.ts'],
    [['found.kind !== planned.kind || found.inode !== planned.inode ||', 'found.kind === "other" ||']],
  ),
  ...inFile(
    'workflows/runner/effects/write-file.ts',
    ['write-file.test.ts'],
    [
      ['if (!noLinks.test(codeOf(error))) throw error', 'throw error'],
      ['    claim(target)', '    void target'],
      ['|| left.size > 0) throw error', ') throw error'],
      ["openSync(temporary, 'wx+',", "openSync(target, 'w+',"],
      ['if (exclusive) linkOrClaim(temporary, target)', 'if (exclusive && !target) linkOrClaim(temporary, target)'],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/content.ts',
    ['write-file.test.ts', 'copy-tree.test.ts'],
    [
      ['if (read !== length || compare(bytes, there) !== 0)', 'if (false)'],
      ['if (read !== also || compare(buffers[0], buffers[1]) !== 0)', 'if (false)'],
      ['if (isAbsent(error) || error instanceof Unreadable) return false', 'if (isAbsent(error)) return true'],
    ],
  ),
  ...inFile('cache/file-functions.ts', ['templates.test.ts'], [['Object.fromEntries(', 'node || Object.fromEntries(']]),
  ...inFile(
    'workflows/runner/effects/leftovers.ts',
    ['write-file.test.ts'],
    [
      ['if (!makerLives(maker))', "if (maker === '')"],
      ['if (!makerLives(maker))', "if (maker !== '')"],
    ],
  ),
  ...inFile('cache/maker.ts', ['write-file.test.ts'], [[': now === start', ': true']]),
  ...inFile('workflows/runner/tidy.ts', ['write-file.test.ts'], [['...skillDirectories(project.root)]', ']']]),
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
    'workflows/runner/effects/named-file.ts',
    ['write-file.test.ts'],
    [
      ['if (found && !found.isFile())', 'if (found && !found)'],
      ['isLink ? fs.realpathSync(file) : realFile(file)', 'file'],
    ],
  ),
  ...inFile(
    'workflows/commands/destination.ts',
    ['named-file.test.ts', 'write-file.test.ts'],
    [
      ['replaces: place.bytes !== undefined', 'replaces: false'],
      ['!own.isOwn(path, hashOf(place.target))', '!own.isOwn(path, "")'],
      ['!own.isOwn(path, hashOf(place.target))', 'false'],
      ['place.bytes > 0 &&', ''],
      ['place.bytes !== undefined && (await isTracked(invocation, place))', 'false'],
      ["if (path.split('/').includes('.git'))", 'if (path === "")'],
      ["path === settings.rules ? 'it holds rules' : source(path)", 'undefined'],
    ],
  ),
  ...inFile(
    'tasks/handoff/names.ts',
    ['session.test.ts'],
    [
      ['opened <= run.startedAt', 'opened > 0'],
      ['const opened = session.to - 1', 'const opened = session.to + 1000'],
    ],
  ),
  ...inFile(
    'workflows/runner/effects/files.ts',
    ['cleanup-artifacts.test.ts'],
    [['resolve(root, path) === root ?', 'path === "" ?']],
  ),

  // Files of this clone alone, and commits of this session alone
  ...inFile(
    'tasks/place.ts',
    ['marker.test.ts'],
    [
      ['!here.some((place) => worktree === identityOf(place))', 'worktree === ""'],
      ['...known.filter(({ worktree }) => !isOpenedElsewhere(root, files, worktree)),', ''],
      ['!isOpenedElsewhere(root, files, worktree)', "worktree !== ''"],
    ],
  ),
  ...inFile(
    'cache/deliveries.ts',
    ['deliveries.test.ts'],
    [["json_extract(metadata, '$.gitCommonDir') IS json_extract(place.value, '$.repository')", '1']],
  ),
  ...inFile(
    'tasks/analysis/inferred.ts',
    ['inferred.test.ts'],
    [['Math.max(part.to, Math.min(part.from + leastMs, past.to))', 'part.to']],
  ),
  ...inFile('tasks/own-files.ts', ['marker.test.ts'], [["prefix === '' ? '' :", '']]),
  ...inFile(
    'tasks/cleanup/tracked.ts',
    ['cleanup-processes.test.ts'],
    [["if ('pid' in parsed) return { list: [parsed], file: {} }", '']],
  ),
  ...inFile(
    'tasks/compaction/marker.ts',
    ['marker.test.ts'],
    [['worktree: identityOf(placeOf(project.root, files)),', '']],
  ),
  ...inFile('tasks/startup/marker.ts', ['marker.test.ts'], [['if (found.foreign) {', 'if (!found) {']]),
  ...inFile(
    'tasks/cleanup/end-processes.ts',
    ['pid-namespace.test.ts'],
    [['if (isElsewhere(planned, context.processes)) return unseen', '']],
  ),
  ...inFile(
    'cache/lock.ts',
    ['irregular-files.test.ts'],
    [
      ['if (fs.lstatSync(file).nlink > 1) throw', 'if (!file) throw'],
      ['if (isCorrupt(error)) return false', ''],
      ['if (stat?.isSymbolicLink()) throw', 'if (!stat) throw'],
      ['if (stat && !stat.isFile()) throw', 'if (!stat) throw'],
      ['{ throwIfNoEntry: false })?.isFile()) return false', '{ throwIfNoEntry: false })) return false'],
    ],
  ),
  ...inFile(
    'workflows/runner/run-lock.ts',
    ['irregular-files.test.ts'],
    [["const unlocked = 'no lock was held", "const unlocked = 'the lock was held"]],
  ),
  ...inFile('workflows/runner/run-lock.ts', ['tracked-together.test.ts'], [['signal.throwIfAborted()', '']]),
  ...inFile(
    'cache/database.ts',
    ['cache.test.ts'],
    [['identityOf(file) !== before', 'identityOf(file) === undefined']],
  ),
  ...inFile(
    'workflows/runner/effects/processes/linux.ts',
    ['pid-namespace.test.ts'],
    [
      ['numbersWithin(seen)?.includes(pid) ?? true', 'numbersWithin(seen)?.includes(pid) ?? false'],
      ['Math.max(bootedAt, Date.now() - carriedOnMs)', 'bootedAt'],
      ['/^NSpid:\\t\\d+(.*)$/m', '/^NSpid:(.*)$/m'],
    ],
  ),
  ...inFile(
    'tasks/git/status.ts',
    ['git.test.ts'],
    [
      ["paths.filter((path) => context.files.exists(join(path, '.git')))", 'paths'],
      ['(await underHead(context, path)) ?? 0', '(await underHead(context)) ?? 0'],
      ['({ commits }) => commits > 0)', '({ commits }) => commits >= 0)'],
    ],
  ),
  ...inFile(
    'tasks/git/status.ts',
    ['other-work-trees.test.ts'],
    [['exists(join(relative(context.project.root, path), file))', 'exists(file)']],
  ),
  ...inFile(
    'tasks/git/git-environment.ts',
    ['git-environment.test.ts'],
    [
      [`.replaceAll("'\\\\''", "'")`, ''],
      ["key?.toLowerCase() === 'safe.directory'", 'key'],
    ],
  ),
  ...inFile(
    'tasks/git/git.ts',
    ['git-environment.test.ts'],
    [['if (named === undefined) return', 'if (named !== null) return']],
  ),
  ...inFile('tasks/reason.ts', ['git-environment.test.ts'], [['if (variable)', 'if (variable === "")']]),
  ...inFile('tasks/git/operation.ts', ['git-operation.test.ts'], [['...(bisecting && { within: bisecting }),', '']]),
  ...inFile('workflows/runner/effects/file-mask.ts', ['where-it-runs.test.ts'], [['umask() & 0o077', 'umask()']]),
  ...inFile('cache/prefix.ts', ['where-it-runs.test.ts'], [['directory.endsWith(sep) ? directory :', '']]),
  ...inFile('workflows/runner/effects/mounts.ts', ['where-it-runs.test.ts'], [['path !== root && path', 'path']]),
  ...inFile(
    'tasks/cleanup/start-tracked.ts',
    ['tracked-together.test.ts'],
    [['const why = whyUnwritten(', 'if (error) throw error; const why = whyUnwritten(']],
  ),
  ...inFile(
    'workflows/commands/hook/answer.ts',
    ['plugin.test.ts'],
    [
      ['script === undefined || existsSync(resolve(started, script.replace(startedIn, started)))', 'true'],
      ['script === undefined || existsSync(', 'existsSync(script === undefined ? "" : '],
      ['script.replace(startedIn, started)', 'script'],
    ],
  ),
  ...inFile('workflows/commands/hooks/entries.ts', ['plugin.test.ts'], [['double ?? single ?? word', 'word']]),
  ...inFile(
    'cache/lock.ts',
    ['cache.test.ts'],
    [['if (unsaved !== undefined) return { release', 'if (unsaved === "") return { release']],
  ),
  ...inFile(
    'workflows/runner/run-lock.ts',
    ['cache.test.ts', 'irregular-files.test.ts'],
    [
      ['if (cache.isEmpty) return work(unlocked)', ''],
      ['cache.unsaved === undefined || !conditionIn', '!conditionIn'],
    ],
  ),
  ...inFile(
    'workflows/runner/run-workflow.ts',
    ['irregular-files.test.ts'],
    [['unlocked === undefined ? [] : [unlocked]', 'true ? [] : [unlocked]']],
  ),
  ...inFile('workflows/runner/run.ts', ['resume.test.ts'], [['before?.[key] !== undefined && ', '']]),
  ...inFile(
    'workflows/runner/redo.ts',
    ['resume.test.ts'],
    [['if (changes || task.follows?.some(isChanged))', 'if (changes)']],
  ),
  ...inFile(
    'workflows/runner/graph.ts',
    ['resume.test.ts'],
    [
      ["isOfTheRun(task) ? 'run' : 'stored'", "'stored'"],
      ['!stored.some((user) => user.writes && inputsOf(user).includes(task))', 'true'],
      ['!workflow.essential?.includes(task) || isLeft(task)', 'true'],
    ],
  ),
  ...inFile(
    'workflows/runner/left-behind.ts',
    ['resume.test.ts'],
    [
      ['run?.workflow !== name || sessions.open()', 'run?.workflow !== name'],
      [
        'const run = journal.unfinished(name) ?? (await failedClosedown(journal, invocation))',
        'const run = undefined as RunRecord | undefined',
      ],
    ],
  ),
  ...inFile('workflows/runner/step.ts', ['resume.test.ts'], [['options.storedOf)', 'undefined)']]),
  ...inFile('tasks/compaction/archive.ts', ['resume.test.ts'], [['handoff?.file,', '']]),
  ...inFile('tasks/handoff/html.ts', ['resume.test.ts'], [['letter?.at ?? run.startedAt', 'run.startedAt']]),
  ...inFile(
    'workflows/runner/run-lock.ts',
    ['tracked-together.test.ts'],
    [['[self.command, lockHolder(db)?.command ?? brief]', '[self.command]']],
  ),
  ...inFile(
    'workflows/commands/hook/session-start.ts',
    ['marker.test.ts', 'hook.test.ts'],
    [['|| isFromElsewhere(marker, [placeOf(root, files)])) return undefined', ') return undefined']],
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
    'tasks/git/commit-places.ts',
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
  // Stores: what of a store stays, what the framework finds of its rules, and what is said of one that fails
  ...inFile(
    'cache/audit/sources/mongo-replaced.ts',
    ['mongodb-audit.test.ts'],
    [['passOn.run(row.stored, at, hash, source, stored)', 'void passOn']],
  ),
  ...inFile(
    'tasks/cleanup/rule-comparison.ts',
    ['mongodb-sync.test.ts'],
    [
      [" && !each.mistyped.includes('expiresAt')", ''],
      ['unlisted: (shared ? expected : [])', 'unlisted: (shared ? [] : expected)'],
    ],
  ),
  ...inFile(
    'tasks/analysis/health.ts',
    ['mongodb-sync.test.ts'],
    [['(dryRun && isVerifiedOnceWritten(sync))', 'dryRun === undefined']],
  ),
  ...inFile(
    'workflows/commands/task.ts',
    ['mongodb-away.test.ts'],
    [["reason?.reason.startsWith('store-')) ? 4 : status", "reason?.reason.startsWith('store-')) ? 0 : status"]],
  ),
  ...inFile(
    'cache/rules/mongo.ts',
    ['mongodb-sync.test.ts'],
    [['...(timeOf(expiresAt) !== undefined && { expiresAt }), ', '']],
  ),
  ...inFile(
    'workflows/runner/effects/processes/partners.ts',
    ['cleanup-processes.test.ts'],
    [
      ['({ listens, path }) => !listens && served.has(path)', '({ listens }) => listens'],
      ['others.length > 0 ? [[pid, others]] : []', 'others.length > 9 ? [[pid, others]] : []'],
    ],
  ),
  ...inFile(
    'workflows/commands/export.ts',
    ['mongodb-reading.test.ts'],
    [
      ['if (error instanceof StoreUnavailable) {', 'if (to === undefined && error instanceof StoreUnavailable) {'],
      ['printed += lines', 'printed += 0'],
    ],
  ),
]
