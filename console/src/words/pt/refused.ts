/** Portuguese words of refused requests. */
import type { refused as en } from '../en/refused.ts'

export const refused: Record<keyof typeof en, string> = {
  'nav.refused': 'Recusadas',
  'refused.lead': 'O que os programas pediram e não obtiveram, sem o que diziam. Guardado por uma semana.',
  'refused.none': 'Nada foi recusado',
  'refused.none_do': 'Nada corresponde a estes filtros, ou todas as solicitações foram aceitas.',
  'refused.caller': 'Quem chamou',
  'refused.why': 'Por quê',
  'refused.count': 'Vezes',
  'refused.E0422': 'Há campos incorretos',
  'refused.E1019': 'O bot não existe',
  'refused.R4000': 'O JSON não é válido',
  'refused.R4002': 'A janela de 24 horas está fechada',
  'refused.R4030': 'O bot não é deste cliente',
  'refused.R4033': 'Falta um papel para isto',
  'refused.R4220': 'A chave veio com outra solicitação',
  'refused.R4291': 'Há mensagens demais em espera',
  'refused.R4292': 'Solicitações demais',
  'refused.NO_TEMPLATE': 'O modelo não pode ser usado',
}
