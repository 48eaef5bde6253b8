/** The texts of one's own account, in English. */
export const account = {
  'account.lead': 'Your password, your second factor, and where you are signed in.',
  'account.on': 'On',
  'account.off': 'Off',
  'account.next': 'Next',
  'account.second_factor': 'Second factor',
  'account.password_now': 'Present password',
  'account.password_new': 'New password',
  'account.password_hint': '12 to 128 characters; a sentence is good.',
  'account.password_change': 'Change the password',
  'account.password_changed': 'The password is changed, and all other sessions have ended',
  'account.totp_about':
    'Beside the password, a code of an authenticator on your phone: whoever learns the password alone is not let in.',
  'account.totp_start': 'Set it up',
  'account.totp_remove': 'Remove it',
  'account.totp_remove_about': 'The password alone then signs in.',
  'account.totp_removed': 'The second factor is removed',
  'account.totp_password': 'First your password, so that nobody else at this screen can do it.',
  'account.totp_secret_about':
    'Scan this with your authenticator, write the secret in by hand or, when it is on this device, add it',
  'account.totp_here': 'by this link',
  'account.totp_picture': 'QR code of the secret',
  'account.totp_secret': 'Secret for the authenticator',
  'account.totp_code': 'The code that it shows',
  'account.totp_confirm': 'Switch it on',
  'account.totp_on': 'The second factor is on',
  'account.recovery': 'Recovery codes',
  'account.recovery_about':
    'If you lose the authenticator, each of these codes signs in once. They are shown only now: keep them ' +
    'where you keep what matters.',
} as const
