import { defineTexts } from '../../i18n/define-texts.ts'

export const scanTexts = defineTexts({
  en: {
    scan: 'Scan a QR code',
    stop: 'Stop the camera',
    camera: 'Picture of the camera',
    hint: 'Hold the code of a join link in front of the camera.',
    notALink: 'This code is no join link. Hold the code from an invitation in front of the camera.',
    insecure: 'This page cannot use the camera, because the server is reached without TLS. Paste the link.',
    unsupported:
      'This browser cannot read QR codes. Scan the code with the camera app of the phone, or paste the link.',
    denied: 'The browser does not allow the camera. Allow it beside the address, or paste the link.',
    noCamera: 'This device has no camera. Paste the link.',
    busy: 'Another app uses the camera. Close that app and try again, or paste the link.',
    timedOut: 'No join link was in front of the camera, so it is off again.',
    other: 'The camera does not start. Paste the link.',
  },
  de: {
    scan: 'QR-Code scannen',
    stop: 'Kamera ausschalten',
    camera: 'Bild der Kamera',
    hint: 'Halten Sie den Code eines Links zum Beitreten vor die Kamera.',
    notALink: 'Dieser Code ist kein Link zum Beitreten. Halten Sie den Code einer Einladung vor die Kamera.',
    insecure:
      'Diese Seite kann die Kamera nicht benutzen, weil der Server ohne TLS erreicht wird. Fügen Sie den Link ein.',
    unsupported:
      'Dieser Browser kann keine QR-Codes lesen. Scannen Sie den Code mit der Kamera-App des Telefons oder fügen Sie den Link ein.',
    denied:
      'Der Browser erlaubt die Kamera nicht. Erlauben Sie sie neben der Adresse oder fügen Sie den Link ein.',
    noCamera: 'Dieses Gerät hat keine Kamera. Fügen Sie den Link ein.',
    busy: 'Eine andere App benutzt die Kamera. Schließen Sie diese und versuchen Sie es erneut oder fügen Sie den Link ein.',
    timedOut: 'Vor der Kamera war kein Link zum Beitreten. Sie ist wieder aus.',
    other: 'Die Kamera startet nicht. Fügen Sie den Link ein.',
  },
})
