/** The texts of unprocessed items, in Spanish. */
import type { unprocessed as en } from '../en/unprocessed.ts'

export const unprocessed: Record<keyof typeof en, string> = {
  'unprocessed.lead': 'Lo que Meta envió y ningún bot pudo recibir. Corrija la causa y repítalo.',
  'unprocessed.count': '{count, plural, one {{shown} elemento} other {{shown} elementos}}',
  'unprocessed.none': 'No queda nada pendiente',
  'unprocessed.none_do': 'Todo lo de Meta encontró su lugar, o nada coincide con estos filtros.',
  'unprocessed.unrouted': 'Sin bot',
  'unprocessed.unreadable': 'Ilegible',
  'unprocessed.unrouted_do': 'Ningún bot tiene este número o cuenta. Conéctelo y repita.',
  'unprocessed.unreadable_do': 'Esta versión no puede leerlo. Después de actualizar, repítalo.',
  'unprocessed.reason': 'Motivo',
  'unprocessed.replays': 'Repeticiones',
  'unprocessed.last_replay': 'Última repetición',
  'unprocessed.fact_kind': 'Qué es',
  'unprocessed.item': 'Elemento sin procesar',
  'unprocessed.source': 'Como lo envió Meta',
  'unprocessed.fact': 'Como se leyó',
  'unprocessed.replay': 'Repetir',
  'unprocessed.same': 'Todos con este motivo',
  'unprocessed.processed': 'Procesado',
  'unprocessed.kept': 'Sigue sin lugar',
  'unprocessed.replay_all': 'Repetir todos estos',
  'unprocessed.replay_ask': '¿Repetir todos estos?',
  'unprocessed.replay_about':
    'Se intenta de nuevo todo lo que encuentran estos filtros; lo que halla un bot sigue como si acabara de llegar.',
  'unprocessed.replayed': '{processed} de {tried} procesados',
}
