/** The texts of unprocessed items, in Portuguese. */
import type { unprocessed as en } from '../en/unprocessed.ts'

export const unprocessed: Record<keyof typeof en, string> = {
  'unprocessed.lead': 'O que a Meta enviou e nenhum bot pôde receber. Corrija a causa e repita.',
  'unprocessed.count': '{count, plural, one {{shown} item} other {{shown} itens}}',
  'unprocessed.none': 'Nada ficou pendente',
  'unprocessed.none_do': 'Tudo da Meta encontrou seu lugar, ou nada corresponde a estes filtros.',
  'unprocessed.unrouted': 'Sem bot',
  'unprocessed.unreadable': 'Ilegível',
  'unprocessed.unrouted_do': 'Nenhum bot tem este número ou conta. Conecte-o e repita.',
  'unprocessed.unreadable_do': 'Esta versão não consegue ler. Depois de atualizar, repita.',
  'unprocessed.reason': 'Motivo',
  'unprocessed.replays': 'Repetições',
  'unprocessed.last_replay': 'Última repetição',
  'unprocessed.fact_kind': 'O que é',
  'unprocessed.item': 'Item não processado',
  'unprocessed.source': 'Como a Meta enviou',
  'unprocessed.fact': 'Como foi lido',
  'unprocessed.replay': 'Repetir',
  'unprocessed.same': 'Todos com este motivo',
  'unprocessed.processed': 'Processado',
  'unprocessed.kept': 'Continua sem lugar',
  'unprocessed.replay_all': 'Repetir todos estes',
  'unprocessed.replay_ask': 'Repetir todos estes?',
  'unprocessed.replay_about':
    'Tenta-se de novo tudo o que estes filtros encontram; o que acha um bot segue como se acabasse de chegar.',
  'unprocessed.replayed': '{processed} de {tried} processados',
}
