import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { agentIn } from './support/live-agent.ts'
import { createProject, type TestProject } from './support/project.ts'

const test = suite('the summary and the first screen of the letter')

/** Of each label what the two say, without what is Markdown. */
function bothSay(project: TestProject, stdout: string, labels: string[]) {
  const file = /SESSION_CLOSEDOWN_[\d-]+\.md/.exec(stdout)?.[0] as string
  const [screen = ''] = project.read(file).split('\n## ')
  const plain = screen.replaceAll(/[`\\*]/g, '')
  return labels.map((label) => ({
    label,
    letter: new RegExp(`^- ${label}: (.*)$`, 'm').exec(plain)?.[1],
    summary: new RegExp(`^${label}: (.*)$`, 'm').exec(stdout)?.[1],
  }))
}

test('both say what fails in a session without a line of the agent', () => {
  const project = createProject()
  const agent = agentIn(project)
  const { env } = agent
  project.bookend(['init'], { env })
  agent.asks('Write the exporter')
  agent.fails('npm test', 'Exit code 1\nTests: 1 failed, 3 passed, 4 total')
  agent.lists([
    ['Parser', 'pending'],
    ['Header', 'pending'],
  ])
  project.bookend(['closedown'], { env })
  project.bookend(['init'], { env })
  project.bookend(['note', '--blocked', 'the key of the test server', '--failed', 'reading it twice'], { env })
  project.write('loose.txt', 'x')
  const { stdout } = project.bookend(['closedown'], { env })
  for (const { label, letter = '', summary = '' } of bothSay(project, stdout, ['Fails', 'Blocked', 'Failed'])) {
    assert.ok(letter !== '', label)
    assert.is(summary, letter.replace(' (asserted)', ''), label)
  }
  assert.match(stdout, /^To do: Header \(since [\d-]{10}\)$/m)
  assert.match(stdout, /^Uncommitted: .*loose\.txt$/m)
})

test('both name work that is on no branch and in other work trees', () => {
  const project = createProject()
  project.write('a.txt', 'a')
  project.commit('Begin')
  project.bookend(['init'])
  project.write('a.txt', 'b')
  project.git('stash')
  const { stdout } = project.bookend(['closedown'])
  const [work, git] = bothSay(project, stdout, ['Work in the tree', 'Git'])
  assert.match(work?.letter ?? '', /1 stash made in this session/)
  assert.match(git?.summary ?? '', /1 stash made in this session/)
})

test.run()
