/** Operations on templates, as the operator sees them: a part of the table of operations.ts. */
import { act, change, ofBot } from './operation.ts'

export const templateOperations = {
  'GET /manage/v1/bots/{botId}/templates': ofBot('listTemplateDefinitions', 'templates.read'),
  'GET /manage/v1/bots/{botId}/template-library': ofBot('browseTemplateLibrary', 'templates.read'),
  'GET /manage/v1/bots/{botId}/template-insights': ofBot('getTemplateInsights', 'templates.read'),
  'POST /manage/v1/bots/{botId}/template-insights': ofBot('enableTemplateInsights', 'bots.write', change('bot')),
  'GET /manage/v1/bots/{botId}/templates/{elementName}/changes': ofBot('listTemplateChanges', 'templates.read'),
  'GET /manage/v1/bots/{botId}/templates/{elementName}/insights': ofBot('listTemplateDays', 'templates.read'),
  'POST /manage/v1/bots/{botId}/template-samples': ofBot('uploadTemplateSample', 'templates.write', act('template')),
  'PUT /manage/v1/bots/{botId}/templates/{elementName}/{language}': ofBot(
    'putTemplateDefinition',
    'templates.write',
    change('template'),
  ),
  'DELETE /manage/v1/bots/{botId}/templates/{elementName}/{language}': ofBot(
    'deleteTemplateDefinition',
    'templates.write',
    change('template'),
  ),
} as const
