/** Routes of what is sent to many, and of what answers: campaigns, templates, skills. */
import { createRoute } from '@tanstack/react-router'
import { lazyPage } from '../lazy-page.ts'
import { listPages } from '../list-pages.ts'
import { signedIn, texts } from './root.tsx'

const campaigns = createRoute({
  getParentRoute: () => signedIn,
  path: '/campaigns',
  validateSearch: texts(...listPages.campaigns.filters),
  component: lazyPage(() => import('../../pages/campaigns/campaigns.tsx'), 'Campaigns'),
})

const newCampaign = createRoute({
  getParentRoute: () => signedIn,
  path: '/campaigns/new',
  validateSearch: texts('bot', 'template', 'language', 'copy'),
  component: lazyPage(() => import('../../pages/campaigns/new-campaign.tsx'), 'NewCampaign'),
})

const campaign = createRoute({
  getParentRoute: () => signedIn,
  path: '/campaigns/$campaignId',
  validateSearch: texts('view', 'state', 'code', 'person'),
  component: lazyPage(() => import('../../pages/campaigns/campaign.tsx'), 'CampaignPage'),
})

const templates = createRoute({
  getParentRoute: () => signedIn,
  path: '/templates',
  validateSearch: texts(...listPages.templates.filters),
  component: lazyPage(() => import('../../pages/templates/templates.tsx'), 'Templates'),
})

const newTemplate = createRoute({
  getParentRoute: () => signedIn,
  path: '/templates/new',
  validateSearch: texts('bot', 'from', 'language'),
  component: lazyPage(() => import('../../pages/templates/new-template.tsx'), 'NewTemplate'),
})

const templateLibrary = createRoute({
  getParentRoute: () => signedIn,
  path: '/templates/library',
  validateSearch: texts('bot', 'search', 'language'),
  component: lazyPage(() => import('../../pages/templates/library.tsx'), 'Library'),
})

const template = createRoute({
  getParentRoute: () => signedIn,
  path: '/templates/$botId/$elementName',
  component: lazyPage(() => import('../../pages/templates/template.tsx'), 'TemplatePage'),
})

const editTemplate = createRoute({
  getParentRoute: () => signedIn,
  path: '/templates/$botId/$elementName/edit',
  validateSearch: texts('language'),
  component: lazyPage(() => import('../../pages/templates/new-template.tsx'), 'EditTemplate'),
})

const optOuts = createRoute({
  getParentRoute: () => signedIn,
  path: '/optouts',
  validateSearch: texts(...listPages.optouts.filters),
  component: lazyPage(() => import('../../pages/optouts/opt-outs.tsx'), 'OptOuts'),
})

const skills = createRoute({
  getParentRoute: () => signedIn,
  path: '/skills',
  validateSearch: texts('bot'),
  component: lazyPage(() => import('../../pages/skills/skills.tsx'), 'Skills'),
})

const newSkill = createRoute({
  getParentRoute: () => signedIn,
  path: '/skills/new',
  validateSearch: texts('bot'),
  component: lazyPage(() => import('../../pages/skills/skill.tsx'), 'NewSkill'),
})

const skill = createRoute({
  getParentRoute: () => signedIn,
  path: '/skills/$botId/$skillId',
  validateSearch: texts('state', 'person', 'from', 'to'),
  component: lazyPage(() => import('../../pages/skills/skill.tsx'), 'SkillPage'),
})

const sandbox = createRoute({
  getParentRoute: () => signedIn,
  path: '/sandbox',
  validateSearch: texts('bot', 'person', 'wamid'),
  component: lazyPage(() => import('../../pages/sandbox/sandbox.tsx'), 'Sandbox'),
})

export const campaignsRoutes = [
  campaigns,
  newCampaign,
  campaign,
  templates,
  newTemplate,
  templateLibrary,
  template,
  editTemplate,
  optOuts,
  skills,
  newSkill,
  skill,
  sandbox,
] as const
