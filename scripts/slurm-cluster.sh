#!/usr/bin/env bash
# A Slurm cluster on this machine, for trying and testing batch jobs: munged, slurmctld and three slurmd (nodes n1, n2, n3, with
# one pretended GPU each) on 127.0.0.1, with their own key, sockets, ports and state in FOLDER. Nothing outside FOLDER is written,
# and an installed Slurm's own configuration is left alone.
#
#   slurm-cluster.sh FOLDER
#
# Prints "ready" once all nodes are idle. Then it takes commands from its standard input, "lose NODE" (answered "lost NODE"): the node
# and what it runs are killed. At the end of its input or on a signal it stops everything, running jobs too. Clients want
# SLURM_CONF=FOLDER/slurm.conf; the daemons' logs are FOLDER/*.log. Exit code 3: no Slurm here.
set -euo pipefail

folder=$(mkdir -p "$1" && cd "$1" && pwd)
nodes=(n1 n2 n3)
export SLURM_CONF=$folder/slurm.conf PATH=$PATH:/usr/sbin:/sbin

for tool in munged slurmctld slurmd sinfo; do
  command -v "$tool" >/dev/null || { echo "$tool is missing (Debian: slurmctld slurmd slurm-client slurm-wlm-basic-plugins munge)" >&2; exit 3; }
done

# The processes, other than this one, with a variable in their environment: SLURM_CONF marks all that belongs to the cluster (daemons,
# job steps and the jobs' own processes, orphans too), SLURMD_NODENAME what runs on a node.
having() {
  grep -lzxF "$1" /proc/[0-9]*/environ 2>/dev/null | tr -dc '0-9\n' | grep -vxF -e $$ -e "$BASHPID" || true
}

# Kills a node at once, as a power cut does: its daemon, the step managers (whose environment does not name the node) and the jobs.
lose() {
  local id parent
  for id in $(having "SLURMD_NODENAME=$1"); do
    parent=$(awk '/^PPid:/ {print $2}' "/proc/$id/status")
    [ "$(cat "/proc/$parent/comm")" != slurmstepd ] || kill -KILL "$parent" || true
    kill -KILL "$id" || true
  done 2>/dev/null
}

stop() {
  trap - EXIT
  local round
  # The daemons are asked first: a controller that is killed outright leaves its helper process behind.
  kill -TERM $(jobs -p) 2>/dev/null || true
  for ((round = 0; round < 20; round++)); do
    [ -n "$(jobs -pr)" ] || break
    sleep 0.05
  done
  while kill -KILL $(having "SLURM_CONF=$SLURM_CONF") 2>/dev/null; do sleep 0.05; done
  wait 2>/dev/null || true
}

# A run of free ports, one for the controller and one per node.
free_ports() {
  local first port
  while :; do
    first=$((20000 + RANDOM % 10000))
    for ((port = first; port <= first + ${#nodes[@]}; port++)); do
      (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && continue 2
    done
    echo "$first"
    return
  done
}

port=$(free_ports)
mkdir -p "$folder/state"
(umask 077 && head -c 128 /dev/urandom >"$folder/munge.key")
{
  cat <<END
ClusterName=gpuvol
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=$port
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CredType=cred/munge
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
StateSaveLocation=$folder/state
SlurmctldPidFile=$folder/slurmctld.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdPidFile=$folder/%n.pid
SlurmdSpoolDir=$folder/%n
SlurmdLogFile=$folder/%n.log
SwitchType=switch/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,bf_interval=1
SlurmdParameters=config_overrides
MpiDefault=none
ReturnToService=2
KillWait=2
# A lost node is known as down after some 8 s, in place of five minutes.
SlurmdTimeout=3
MessageTimeout=2
GresTypes=gpu
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
END
  for node in "${nodes[@]}"; do
    echo "NodeName=$node NodeHostname=localhost NodeAddr=127.0.0.1 Port=$((++port)) CPUs=1 RealMemory=4096 Gres=gpu:1 State=UNKNOWN"
  done
} >"$SLURM_CONF"
echo "Name=gpu File=/dev/null" >"$folder/gres.conf"

trap stop EXIT
trap 'exit 130' INT TERM HUP
munged --foreground --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" \
  --log-file="$folder/munged.log" --seed-file="$folder/munge.seed" --num-threads=2 >"$folder/munged.out" 2>&1 &
for ((n = 0; n < 100; n++)); do [ -S "$folder/munge.socket" ] && break; sleep 0.05; done
slurmctld -D -c >"$folder/slurmctld.out" 2>&1 &
for node in "${nodes[@]}"; do
  # The name marks all that the node runs, so that a test can lose the node with its task.
  mkdir -p "$folder/$node"
  SLURMD_NODENAME=$node slurmd -D -c -N "$node" >"$folder/$node.out" 2>&1 &
done

for ((n = 0; n < 300; n++)); do
  if [ "$(sinfo -h -t idle -o %D 2>/dev/null)" = ${#nodes[@]} ]; then
    echo ready
    while read -r command node; do
      case $command in
        lose) lose "$node" && echo "lost $node" ;;
        *) echo "unknown command: $command" >&2 ;;
      esac
    done
    exit 0
  fi
  sleep 0.1
done
echo "the nodes are not idle after 30 s; see $folder/*.log" >&2
exit 1
