{{- define "recado.name" -}}
{{ .Release.Name | trunc 50 | trimSuffix "-" }}
{{- end }}

{{- define "recado.selector" -}}
app.kubernetes.io/name: recado
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "recado.labels" -}}
{{ include "recado.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- /* The pod is the same on both databases, but for where its data folder lies. */}}
{{- define "recado.pod" -}}
metadata:
  labels:
    {{- include "recado.labels" . | nindent 4 }}
  annotations:
    {{- toYaml .Values.podAnnotations | nindent 4 }}
spec:
  automountServiceAccountToken: false
  # Otherwise a Service of the name `recado` would set RECADO_PORT.
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 1000
    runAsGroup: 1000
    fsGroup: 1000
    fsGroupChangePolicy: OnRootMismatch
    seccompProfile:
      type: RuntimeDefault
  {{- if .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml .Values.imagePullSecrets | nindent 4 }}
  {{- end }}
  {{- if .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml .Values.nodeSelector | nindent 4 }}
  {{- end }}
  {{- if .Values.tolerations }}
  tolerations:
    {{- toYaml .Values.tolerations | nindent 4 }}
  {{- end }}
  {{- if .Values.affinity }}
  affinity:
    {{- toYaml .Values.affinity | nindent 4 }}
  {{- end }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "recado.selector" . | nindent 10 }}
  containers:
    - name: recado
      image: {{ printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) | quote }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args:
        - serve
      env:
        - name: RECADO_PORT
          value: '3000'
        - name: RECADO_OPS_PORT
          value: {{ .Values.opsPort | quote }}
        - name: RECADO_PUBLIC_URL
          value: {{ required "publicUrl: the address at which the world reaches the gateway" .Values.publicUrl | quote }}
        - name: RECADO_TRUSTED_PROXIES
          value: {{ .Values.trustedProxies | quote }}
        - name: RECADO_DRAIN_MS
          value: {{ .Values.drainMs | quote }}
        - name: RECADO_STOP_TIMEOUT_MS
          value: {{ .Values.stopTimeoutMs | quote }}
        {{- range $name, $value := .Values.settings }}
        - name: {{ $name }}
          value: {{ $value | quote }}
        {{- end }}
      envFrom:
        - secretRef:
            name: {{ required "existingSecret: a Secret with RECADO_SECRET_KEY and others" .Values.existingSecret }}
      ports:
        - name: http
          containerPort: 3000
        - name: ops
          containerPort: {{ .Values.opsPort }}
      # A migration at the start may take minutes; nothing listens before it is done.
      startupProbe:
        httpGet:
          path: /healthz
          port: http
        periodSeconds: 2
        timeoutSeconds: 3
        failureThreshold: 300
      livenessProbe:
        httpGet:
          path: /healthz
          port: http
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet:
          path: /readyz
          port: http
        periodSeconds: 2
        timeoutSeconds: 3
        failureThreshold: 1
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop:
            - ALL
      volumeMounts:
        - name: data
          mountPath: /data
        - name: tmp
          mountPath: /tmp
  volumes:
    - name: tmp
      emptyDir: {}
    {{- if eq .Values.database "postgres" }}
    # Files on their way; everything that stays is in the database or the bucket.
    - name: data
      emptyDir: {}
    {{- end }}
{{- end }}
