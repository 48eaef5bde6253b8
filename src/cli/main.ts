/** The command of this process: its language, its arguments, its end. */
import { languageOf } from './frame/language.ts'
import { run } from './frame/run.ts'
import { sayIn } from './frame/say.ts'
import { surviveClosedPipes } from './output.ts'
import { createProgram } from './program.ts'

surviveClosedPipes()

const args = process.argv.slice(2)
const language = languageOf(args, process.env)
const say = sayIn(language)
await run(createProgram({ say, language }), say, args)
