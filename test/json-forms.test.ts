import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { commands, loadWorkflows } from '../workflows/commands.ts'
import { day, decision } from './support/decisions.ts'
import { createProject, repository } from './support/project.ts'

const test = suite('JSON forms')
const schemas = JSON.parse(readFileSync(join(repository, 'docs/schemas.json'), 'utf8')) as {
  $id: string
  $defs: { commands: Record<string, object> }
}
const ajv = new Ajv2020({ strict: false, allErrors: true })
ajv.addSchema(schemas)
const project = createProject()
test.after(() => project.remove())

function assertForm(form: string, value: unknown) {
  const validate = ajv.getSchema(`${schemas.$id}#/$defs/${form}`)
  assert.ok(validate, form)
  assert.ok(validate?.(value), `${form}: ${ajv.errorsText(validate?.errors)}\n${JSON.stringify(value).slice(0, 2000)}`)
}

test('every command has a documented form', async () => {
  const known = [...(await loadWorkflows()), ...commands].map(({ name }) => name)
  for (const name of known) assert.ok(Object.hasOwn(schemas.$defs.commands, name), name)
})

test('what commands print is of their form', () => {
  const minute = (n: number) => `2025-10-24T11:${String(10 + n).padStart(2, '0')}:00.000Z`
  const log = [1, 2, 3].map((n) => decision(minute(n), { allowed: n > 1, violations: n > 1 ? [] : ['Unreviewed'] }))
  project.write('.memory/audit/decisions-2025-10-24.jsonl', `${log.join('\n')}\n`)
  project.write('more.jsonl', `${decision(minute(9))}\n`)
  project.write('.claude/instruction-history.json', '{ "instructions": [] }')
  const asked: [args: string[], command?: string][] = [
    [['init']],
    [['note', '--goal', 'Login', '--todo', 'Write tests', '--next', 'Begin']],
    [['glance']],
    [['status']],
    [['notes', '--all']],
    [['env']],
    [['list']],
    [['task', 'git/status']],
    [['closedown', ...day]],
    [['closedown']],
    [['history']],
    [['recount']],
    [['explain', 'analysis.decisions.total']],
    [['restore']],
    [['import', 'more.jsonl']],
    [['export', '--to', join(project.root, 'out.jsonl')]],
    [['hooks', 'install']],
    [['hooks', 'status']],
    [['hooks', 'uninstall']],
    [['completion', 'bash']],
    [['help']],
    [['help', 'note']],
    [['version']],
    [['statusline']],
    [['hook']],
    [['note', '--drop', '1']],
    [['doctor']],
  ]
  for (const [args] of asked) assertForm(`commands/${args[0]}`, project.json(args))
})

test('an error is one document too', () => {
  const wrong = [['task'], ['task', 'no/such'], ['closedown', '--from', 'never'], ['nonsense'], ['help', 'nonsense']]
  for (const args of wrong) {
    const { status, stdout } = project.bookend([...args, '--json'])
    assert.is(status, 2)
    assertForm('error', JSON.parse(stdout))
  }
})

test('an option in the place of a value is a forgotten value, and no file of that name', () => {
  const { status, stdout } = project.bookend(['history', '--html', '--json'])
  assert.is(status, 2)
  assert.match(JSON.parse(stdout).error.message, /--html <file>.*the value is missing/)
  assert.not(existsSync(join(project.root, '--json')))
})

test.run()
