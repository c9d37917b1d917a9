/** A Deployment and the Service in front of it. */
export const web = (type: 'ClusterIP' | 'NodePort' | 'LoadBalancer', more = ''): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: example/web
          ports: [{name: http, containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  type: ${type}
  selector: {app: web}
  ports:
    - name: http
      port: 80
      targetPort: http
${more}`;
