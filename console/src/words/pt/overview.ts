/** Texts of the first page, in Portuguese. */
import type { overview as en } from '../en/overview.ts'

export const overview: Record<keyof typeof en, string> = {
  'overview.lead': 'Como estão seus números e o que precisa da sua atenção.',
  'overview.attention': 'Precisa de atenção',
  'overview.all_well': 'Está tudo como deve.',
  'overview.numbers': 'Números',
  'overview.pace': '{pace} mensagens por segundo',
  'overview.phone': 'Telefone de testes',
  'overview.latest': 'Últimas mensagens',
  'overview.all_messages': 'Todas as mensagens',
  'overview.campaigns': 'Campanhas em andamento',
  'overview.all_campaigns': 'Todas as campanhas',
  'overview.no_campaigns': 'Nenhuma em andamento nem em espera.',
  'first.title': 'A primeira mensagem',
  'first.phone': 'Abra o telefone de testes.',
  'first.phone_about': 'Mostra o que uma pessoa veria, sem conta na Meta.',
  'first.send': 'Envie uma mensagem de um terminal e veja-a chegar lá:',
  'first.guide': 'Leia o guia:',
  'first.guide_about': 'da primeira mensagem a um bot em produção.',
  'first.api': 'Experimente a API:',
  'first.api_about': 'cada operação com seus campos e exemplos, e o documento para gerar clientes:',
}
