/** A small shop as it stands on main: one way in, through the Ingress. */
export const shop: Readonly<Record<string, string>> = {
  'README.md': '# Shop\n\nA storefront, an API and a database.\n',
  'k8s/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: 2
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: web
          image: registry.example.com/shop/web:1.4.2
          ports:
            - name: http
              containerPort: 3000
---
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  type: ClusterIP
  selector: { app: web }
  ports:
    - name: http
      port: 80
      targetPort: http
`,
  'k8s/api.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: shop
spec:
  selector:
    matchLabels: { app: api }
  template:
    metadata:
      labels: { app: api }
    spec:
      containers:
        - name: api
          image: registry.example.com/shop/api:2.0.0
          ports:
            - name: http
              containerPort: 8080
---
apiVersion: v1
kind: Service
metadata:
  name: api
  namespace: shop
spec:
  selector: { app: api }
  ports:
    - port: 8080
      targetPort: http
`,
  'k8s/db.yaml': `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
  namespace: shop
spec:
  serviceName: db
  selector:
    matchLabels: { app: db }
  template:
    metadata:
      labels: { app: db }
    spec:
      containers:
        - name: postgres
          image: docker.io/library/postgres:17
          ports:
            - name: postgres
              containerPort: 5432
---
apiVersion: v1
kind: Service
metadata:
  name: db
  namespace: shop
spec:
  selector: { app: db }
  ports:
    - port: 5432
      targetPort: postgres
`,
  'k8s/ingress.yaml': `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: shop
spec:
  ingressClassName: nginx
  tls:
    - hosts: [shop.example.com]
      secretName: shop-tls
  rules:
    - host: shop.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: web
                port: { name: http }
          - path: /api
            pathType: Prefix
            backend:
              service:
                name: api
                port: { number: 8080 }
`,
};

const edit = (path: string, from: string, to: string): readonly [string, string] => {
  const before = shop[path] ?? '';
  if (!before.includes(from)) throw new Error(`${path} holds no ${JSON.stringify(from)}`);
  return [path, before.replace(from, to)];
};

/** What somebody proposes: «open web and db for the partner's integration test», and a slip in the API's Service. */
export const proposal: Readonly<Record<string, string>> = Object.fromEntries([
  edit(
    'k8s/web.yaml',
    '  type: ClusterIP\n  selector: { app: web }\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n',
    '  type: NodePort\n  selector: { app: web }\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n      nodePort: 30080\n',
  ),
  edit('k8s/db.yaml', '  selector: { app: db }\n  ports:', '  type: LoadBalancer\n  selector: { app: db }\n  ports:'),
  edit('k8s/api.yaml', '      targetPort: http\n', '      targetPort: htpp\n'),
]);
