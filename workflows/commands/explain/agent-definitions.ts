import { priceTable } from '../../../tasks/analysis/agent/prices.ts'
import type { Section } from './definition.ts'

const { name, version, date } = priceTable
const of = 'transcripts'
const tokens = ['.input', '.output', '.cacheRead', '.cacheWrite']
const contexts = ['peak', 'last', 'window', 'lastWindow'].map((name) => `agent.context.${name}`)
const ofTool = ['.calls', '.failures', '.denials']

/** What is counted of the agents' own transcripts. */
export const agentSection: Section = {
  page: 'docs/transcripts.md',
  heading: 'What each number means',
  under: 'agent.',
  rows: [
    [
      'models.*.costUsd',
      "an estimate in US dollars: the tokens of the model's messages at its published prices, cache writes that are kept for an hour and large contexts at prices of their own; null where it has no published price",
      { of: `${of}, at the prices of ${name} ${version} (${date})`, figures: ['.messages', ...tokens] },
    ],
    [
      'models.*.messages',
      "the model's messages in the window, each once, in however many lines and files it is",
      { of, figures: tokens },
    ],
    [
      'models.*.**',
      "tokens of the model's messages in the window, each message counted by its line with the largest total",
      { of, figures: ['.messages', ...tokens] },
    ],
    [
      'context.peak',
      "the largest context of the conversation: input, cache reads and cache writes of one answer; subagents' are left out",
      { of, figures: contexts },
    ],
    [
      'context.last',
      "the context at the last answer of the conversation: its input, cache reads and cache writes; subagents' are left out",
      { of, figures: contexts },
    ],
    [
      'context.**',
      'the window of the model that had the largest context, in tokens; lastWindow where the last answer was of a model with another',
      { of: `${of}, else ${name} ${version} (${date})`, figures: contexts },
    ],
    ['tools.*.calls', 'calls of the tool that were made in the window, each once', { of, figures: ofTool }],
    [
      'tools.*.failures',
      'calls of the tool whose result in the window is an error, and no refusal; each once',
      { of, figures: ofTool },
    ],
    [
      'tools.*.denials',
      'calls of the tool that a rule, a mode, a hook or the user refused, or that were interrupted; each once',
      { of, figures: ofTool },
    ],
    ['compactions', 'lines that say that the context was compacted', { of }],
    ['activeMinutes', 'minutes of the clock in which a line was written', { of }],
    ['turns', 'what people asked for', { of }],
    ['**', "what the agent's transcripts come to in the window", { of }],
  ],
}
