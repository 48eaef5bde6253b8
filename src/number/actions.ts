/** The API's actions on a bot's number, as one value for HTTP: its business profile, and a fresh look at Meta. */
import type { ProfileAnswer } from '../channel/cloud/management/number.ts'
import type { NumberSettings } from '../channel/cloud/management/number-settings.ts'
import type { Bot } from '../model/bot/bot.ts'
import type { ImportPart } from '../model/bot/number-import.ts'
import type { ImportAsked } from './import.ts'
import type { Profiles } from './profiles.ts'
import type { NumberWatch } from './watch.ts'

export type ProfileResult = ProfileAnswer

export type NumberActions = {
  /** As Meta has it, or had it less than a minute ago. `revision`: it grows when it is replaced. */
  profile: Profiles['read']
  replaceProfile: Profiles['replace']
  /** A file that Meta takes as a picture, in its place. */
  replacePicture: Profiles['replacePicture']
  /** Asks Meta for the number's past in its phone app. */
  askImport(bot: Bot, parts?: readonly ImportPart[]): Promise<ImportAsked>
  /** The number's own settings at Meta: nothing of them is stored here. */
  settings(bot: Bot): NumberSettings
  /** People were erased: Meta's contact book is asked to forget them. */
  forgetErased(): void
  /** Asks Meta how the number stands, unless that is known. */
  lookAgain: NumberWatch['lookAgain']
}
