/**
 * The markets of a rate card: countries with rates of their own, and regions for the rest (meta-2026.md, section 9.3).
 * A card decides which countries stand alone: a country's own rates win, then those of its region. Which countries a
 * region has is Meta's list as publicly known, not verified in every line. Pure.
 */
import { isCountry } from '../user/country.ts'

export const regions = [
  'north_america',
  'rest_of_africa',
  'rest_of_asia_pacific',
  'rest_of_central_eastern_europe',
  'rest_of_western_europe',
  'rest_of_latin_america',
  'rest_of_middle_east',
  'other',
] as const
export type Region = (typeof regions)[number]

/** ISO codes. What is in none is in `other`. */
const members: Readonly<Record<Exclude<Region, 'other'>, string>> = {
  north_america: 'US CA',
  rest_of_africa: `DZ AO BJ BW BF BI CM TD CG ER ET GA GM GH GW CI KE LS LR LY MG MW ML MR MA MZ NA NE RW SN SL SO SS SD
    SZ TZ TG TN UG ZM EG NG ZA`,
  rest_of_asia_pacific: 'AF AU BD KH CN HK JP LA MN NP NZ PG PH LK TW TJ TH TM UZ VN IN ID MY PK SG KZ',
  rest_of_central_eastern_europe: 'AL AM AZ BY BG HR CZ GE GR HU LV LT MD MK PL RO RS SK SI UA RU',
  rest_of_western_europe: 'AT BE DK FI IE NO PT SE CH FR DE IT NL ES GB',
  rest_of_latin_america: 'BO CR DO EC SV GT HT HN JM NI PA PY PR UY VE AR BR CL CO MX PE',
  rest_of_middle_east: 'BH IQ JO KW LB OM QA YE AE IL SA TR',
}

const regionOfCountry: ReadonlyMap<string, Region> = new Map(
  Object.entries(members).flatMap(([region, codes]) => codes.split(/\s+/).map((code) => [code, region as Region])),
)

export function regionOf(country: string): Region {
  return regionOfCountry.get(country) ?? 'other'
}

/** Meta's English names of markets that have stood alone. */
const names = `AR Argentina,BR Brazil,CL Chile,CO Colombia,EG Egypt,FR France,DE Germany,HK Hong Kong,HU Hungary,
IN India,ID Indonesia,IL Israel,IT Italy,MY Malaysia,MX Mexico,NL Netherlands,NG Nigeria,PK Pakistan,PE Peru,PL Poland,
QA Qatar,RO Romania,RU Russia,SA Saudi Arabia,SG Singapore,ZA South Africa,ES Spain,TR Turkey,TR Turkiye,
AE United Arab Emirates,AE UAE,GB United Kingdom,GB UK,BD Bangladesh,IQ Iraq,NP Nepal,LK Sri Lanka,KZ Kazakhstan,
KW Kuwait,MA Morocco,OM Oman,UA Ukraine,US United States`

const byName: ReadonlyMap<string, string> = new Map([
  ...names.split(/,\s*/).map((entry): [string, string] => [plain(entry.slice(3)), entry.slice(0, 2)]),
  ...regions.map((region): [string, string] => [plain(region), region]),
  ['rest of apac', 'rest_of_asia_pacific'],
  ['rest of central and eastern europe', 'rest_of_central_eastern_europe'],
])

/** A region, or an ISO code: from that code, or from Meta's name in any spelling. Undefined: none that is known. */
export function readMarket(text: string): string | undefined {
  const code = text.trim().toUpperCase()
  return byName.get(plain(text)) ?? (isCountry(code) ? code : undefined)
}

/** `Rest of Central & Eastern Europe` and `rest_of_central_and_eastern_europe` are one name. */
function plain(text: string): string {
  const letters = text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('&', ' and ')
  return letters.replaceAll(/[^a-z]+/g, ' ').trim()
}
