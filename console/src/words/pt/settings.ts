/** The texts of the settings, in Portuguese. */
import type { settings as en } from '../en/settings.ts'

export const settings: Record<keyof typeof en, string> = {
  'settings.lead': 'O que está em vigor. As configurações vêm do ambiente em que o gateway inicia:',
  'settings.installation': 'A instalação',
  'log.title': 'Nível de log',
  'log.about': 'Do processo que responde esta página. Em debug há uma linha por pedido.',
  'log.now': 'Agora',
  'log.configured': 'Pelas configurações',
  'log.until': 'Até',
  'log.level': 'Nível',
  'log.span': 'Por',
  'log.span_ten': '10 minutos',
  'log.span_hour': 'Uma hora',
  'log.span_day': 'Um dia',
  'log.span_open': 'Até o próximo início',
  'log.set': 'Aplicar',
  'rotation.title': 'Rotação de chaves',
  'rotation.about':
    'Cifra cada segredo guardado com uma chave mestra nova, sem parar o serviço. Os segredos de clientes, ' +
    'chaves e bots não mudam.',
  'rotation.current': 'Nenhuma em andamento',
  'rotation.spreading': 'A chave nova é apresentada',
  'rotation.sealing': 'Os segredos são cifrados de novo',
  'rotation.overlap': 'Os endereços anteriores ainda valem',
  'rotation.overlap_for': 'Os endereços anteriores valem por',
  'rotation.master': 'Chave mestra',
  'rotation.left': 'Linhas restantes',
  'rotation.changed': 'Última mudança',
  'rotation.ends': 'Terminam os endereços anteriores',
  'rotation.start': 'Iniciar uma rotação',
  'rotation.start_ask': 'Iniciar uma rotação de chaves?',
  'rotation.start_about':
    'Roda em segundo plano e continua após reinícios. Os endereços de arquivos e eventos já entregues valem ' +
    'pelo tempo escolhido.',
  'rotation.started': 'A rotação começou',
  'rotation.end': 'Terminar a sobreposição',
  'rotation.end_ask': 'Terminar a sobreposição agora?',
  'rotation.end_about': 'Os endereços de arquivos e eventos de antes da rotação respondem 404 a partir de agora.',
  'rotation.ended': 'A sobreposição terminou',
}
