import { columns, layout } from '../part.ts'
import { type Mark, marks, quoted, read, type Scene } from './scene.ts'

const longest = 160

/** What the client said in the place of the last answer: no agent went on behind it. Without texts only that it was so. */
export function stoppedBy(scene: Scene): string | undefined {
  const [mark] = marks(scene, ['stopped'], 1)
  if (!mark || wentOn(scene, mark)) return undefined
  const said = scene.texts
    ? quoted(scene, read(scene, mark, (quotes, value) => quotes.answer(value)) ?? '', longest)
    : ''
  return said || 'a limit or an error of the API'
}

function wentOn({ excerpt, window }: Scene, mark: Mark): boolean {
  const { at, position, sidechain } = columns.messages
  return excerpt.parts.some((part) => {
    const { values } = part.numbers('messages')
    for (let first = 0; first < values.length; first += layout('messages').width) {
      const time = values[first + at] as number
      if (values[first + sidechain] === 1 || time >= window.to || time < mark.at) continue
      if (
        time > mark.at ||
        (part.transcript === mark.transcript && (values[first + position] as number) > mark.position)
      )
        return true
    }
    return false
  })
}
