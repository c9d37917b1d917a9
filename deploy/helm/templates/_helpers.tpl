{{- define "portcullis.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* What selects the pods of one part; it must never change, as a Deployment's selector cannot. */}}
{{- define "portcullis.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "portcullis.labels" -}}
{{ include "portcullis.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{- define "portcullis.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "portcullis.webhookPath" -}}
{{ .Values.settings.WEBHOOK_PATH | default "/api/github/webhooks" }}
{{- end -}}

{{/* More than one process at some time. */}}
{{- define "portcullis.isMany" -}}
{{- if or .Values.autoscaling.enabled (gt (int .Values.replicas) 1) -}}yes{{- end -}}
{{- end -}}

{{- define "portcullis.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "portcullis.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{/* What cannot work is refused before anything is installed. */}}
{{- define "portcullis.check" -}}
{{- with .Values -}}
{{- if and (not .database.existingSecret) (include "portcullis.isMany" $) -}}
{{- fail "several replicas need a database: set database.existingSecret, or replicas to 1 and autoscaling.enabled to false" -}}
{{- end -}}
{{- if and .postgresql.enabled (not .database.existingSecret) -}}
{{- fail "postgresql.enabled needs database.existingSecret, a Secret with the keys url and password" -}}
{{- end -}}
{{- if and .networkPolicy.enabled .database.existingSecret (not .postgresql.enabled) (not .networkPolicy.database) -}}
{{- fail "networkPolicy.database is empty, so the database could not be reached: say where it is" -}}
{{- end -}}
{{- end -}}
{{- end -}}
