import { spawnSync } from 'node:child_process'
import { callInProcess } from './in-process/call.ts'
import { cleanEnvironment, entry, type Ran, repository, type TestProject } from './project.ts'

/** An event in the shape in which Claude Code sends it. */
export function hookEvent(
  project: Pick<TestProject, 'root'>,
  name: string,
  fields: Record<string, unknown> = {},
): string {
  return JSON.stringify({
    session_id: '8bbcceab-0000-4000-8000-000000000001',
    transcript_path: `${project.root}/8bbcceab-0000-4000-8000-000000000001.jsonl`,
    cwd: project.root,
    hook_event_name: name,
    ...fields,
  })
}

/** Sends a text to `bookend hook`, from a directory of its own and in a process of its own. */
export function callHook(
  input: string,
  options: { env?: Record<string, string>; cwd?: string; args?: string[] } = {},
): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, 'hook', ...(options.args ?? [])], {
    cwd: options.cwd ?? '/',
    encoding: 'utf8',
    env: cleanEnvironment(options.env),
    input,
  })
  return { status, stdout, stderr }
}

/** Sends an event, in this process, checks that nothing failed, and gives the text that the agent is told. */
export function tell(
  project: Pick<TestProject, 'root'>,
  name: string,
  fields: Record<string, unknown> = {},
  env: Record<string, string> = {},
): string {
  const { status, stdout, stderr } = callInProcess(repository, {
    argv: ['hook'],
    cwd: '/',
    environment: cleanEnvironment(env) as Record<string, string>,
    input: hookEvent(project, name, fields),
  })
  if (status !== 0 || stderr !== '') throw new Error(`hook ${name} ended with ${status}: ${stderr}`)
  if (stdout === '') return ''
  const { hookSpecificOutput } = JSON.parse(stdout) as {
    hookSpecificOutput: { hookEventName: string; additionalContext: string }
  }
  if (hookSpecificOutput.hookEventName !== name) throw new Error(`an answer to ${hookSpecificOutput.hookEventName}`)
  return hookSpecificOutput.additionalContext
}
