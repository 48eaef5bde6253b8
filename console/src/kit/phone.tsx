/**
 * A number as people of its country write it. The numbering plans of all countries weigh more than a page, so they
 * come after it; until then, and for what is no number, the digits stand as they are.
 */
import { useQuery } from '@tanstack/react-query'

export function Phone({ digits }: { digits: string }) {
  const { data: format } = useQuery({
    queryKey: ['phone-formats'],
    queryFn: () => import('./phone-format.ts').then(({ formatPhone }) => formatPhone),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const isNumber = /^\d{6,15}$/.test(digits)
  return <span className="number">{isNumber ? (format?.(digits) ?? `+${digits}`) : digits}</span>
}
