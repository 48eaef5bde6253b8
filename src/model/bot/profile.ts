/** What people see of the business behind a number (meta-2026.md, section 12.2). */

/** Empty texts: not set. */
export type Profile = {
  about: string
  address: string
  description: string
  email: string
  websites: string[]
  /** One of `verticals`. */
  vertical: string
  /** Where Meta has the picture, for a while. */
  pictureUrl: string
}

/** In characters. */
export const profileLimits = { about: 139, address: 256, description: 512, email: 128, website: 256 } as const
export const maxWebsites = 2

/** The kinds of business that Meta knows. */
export const verticals = [
  'OTHER',
  'AUTO',
  'BEAUTY',
  'APPAREL',
  'EDU',
  'ENTERTAIN',
  'EVENT_PLAN',
  'FINANCE',
  'GROCERY',
  'GOVT',
  'HOTEL',
  'HEALTH',
  'NONPROFIT',
  'PROF_SERVICES',
  'RETAIL',
  'TRAVEL',
  'RESTAURANT',
  'ALCOHOL',
  'ONLINE_GAMBLING',
  'PHYSICAL_GAMBLING',
  'OTC_DRUGS',
] as const
