import { getNodeValue } from 'jsonc-parser'
import { isObject, withoutByteOrderMark } from '../../../cache/json.ts'
import { settingsFiles } from '../../../tasks/install-record.ts'
import type { Files } from '../../../tasks/task.ts'
import { parseDocument } from './jsonc.ts'

/** bookend's name as a plugin of the agent's: the plugin's own, and its marketplace's. */
export const pluginName = 'bookend@bookend'

/** The plugin where the project's settings enable it: its hooks answer the agent's events, and each must be answered once. */
export function pluginIn(files: Files): { name: string; path: string } | undefined {
  const path = Object.values(settingsFiles).find((file) => {
    const text = files.obstacle(file) ? '' : (files.read(file) ?? '')
    const parsed = parseDocument(withoutByteOrderMark(text))
    const settings: unknown = 'root' in parsed ? getNodeValue(parsed.root) : undefined
    const plugins = isObject(settings) ? settings.enabledPlugins : undefined
    return isObject(plugins) && plugins[pluginName] === true
  })
  return path === undefined ? undefined : { name: pluginName, path }
}
