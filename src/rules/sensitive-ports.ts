/** A port that is known for something that nobody publishes. */
export interface SensitivePort {
  readonly ports: readonly number[];
  readonly what: string;
  /** How the thing is called in images, names of workloads, containers and ports. */
  readonly names: RegExp;
  /** Many other things listen there as well, so only the name tells. */
  readonly onlyByName?: true;
}

/** @see https://www.iana.org/assignments/service-names-port-numbers/ */
export const sensitivePorts: readonly SensitivePort[] = [
  { ports: [22], what: 'SSH', names: /\bssh|openssh|sftp/ },
  { ports: [23], what: 'Telnet', names: /telnet/ },
  { ports: [111, 2049], what: 'NFS', names: /nfs|rpcbind/ },
  { ports: [135, 139, 445], what: 'SMB', names: /smb|samba|cifs/ },
  { ports: [1433], what: 'Microsoft SQL Server', names: /mssql|sqlserver|sql-server/ },
  { ports: [1521], what: 'Oracle Database', names: /oracle/ },
  { ports: [2375, 2376], what: "Docker's API", names: /docker|dind/ },
  { ports: [2379, 2380], what: 'etcd', names: /etcd/ },
  { ports: [3306], what: 'MySQL', names: /mysql|mariadb|percona/ },
  { ports: [3389], what: 'Remote Desktop', names: /rdp|xrdp/ },
  { ports: [5432], what: 'PostgreSQL', names: /postgres|pgsql|timescale|pgbouncer/ },
  { ports: [5672], what: 'AMQP', names: /amqp|rabbitmq/ },
  { ports: [5900], what: 'VNC', names: /vnc/ },
  { ports: [5984], what: 'CouchDB', names: /couchdb/ },
  { ports: [6379], what: 'Redis', names: /redis|valkey|keydb|dragonfly/ },
  { ports: [6443], what: "Kubernetes' API", names: /apiserver|kube-api/ },
  { ports: [9042], what: 'Cassandra', names: /cassandra|scylla/ },
  { ports: [9092], what: 'Kafka', names: /kafka|redpanda/ },
  { ports: [9200, 9300], what: 'Elasticsearch', names: /elastic|opensearch/ },
  { ports: [10250, 10255], what: 'the kubelet', names: /kubelet/ },
  { ports: [10257, 10259], what: "Kubernetes' control plane", names: /controller-manager|scheduler/ },
  { ports: [11211], what: 'Memcached', names: /memcache/ },
  { ports: [27017], what: 'MongoDB', names: /mongo/ },
  { ports: [4194], what: 'cAdvisor', names: /cadvisor/, onlyByName: true },
  { ports: [5601], what: 'Kibana', names: /kibana|opensearch-dashboards/, onlyByName: true },
  { ports: [7000, 7001], what: 'Cassandra', names: /cassandra|scylla/, onlyByName: true },
  { ports: [8086], what: 'InfluxDB', names: /influx/, onlyByName: true },
  { ports: [9000], what: 'MinIO or SonarQube', names: /minio|sonar/, onlyByName: true },
  { ports: [9090], what: 'Prometheus', names: /prometheus/, onlyByName: true },
  { ports: [9093], what: 'Alertmanager', names: /alertmanager/, onlyByName: true },
  { ports: [15672], what: "RabbitMQ's console", names: /rabbitmq/, onlyByName: true },
];

export const sensitiveAt = (port: number): SensitivePort | undefined =>
  sensitivePorts.find(({ ports }) => ports.includes(port));
