// Package deploytest holds what stands in deploy/ against the types of the systems
// that it is for: a key that they do not know is an error here, not at the host's.
package deploytest

import (
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation"
	gatewayv1 "sigs.k8s.io/gateway-api/apis/v1"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

const deploy = "../../deploy"

// kinds are the types of all that is there, each with its API version.
var kinds = map[string]func() metav1.Object{
	"v1 ConfigMap":                           func() metav1.Object { return &corev1.ConfigMap{} },
	"v1 Namespace":                           func() metav1.Object { return &corev1.Namespace{} },
	"v1 Service":                             func() metav1.Object { return &corev1.Service{} },
	"apps/v1 Deployment":                     func() metav1.Object { return &appsv1.Deployment{} },
	"autoscaling/v2 HorizontalPodAutoscaler": func() metav1.Object { return &autoscalingv2.HorizontalPodAutoscaler{} },
	"networking.k8s.io/v1 Ingress":           func() metav1.Object { return &networkingv1.Ingress{} },
	"networking.k8s.io/v1 NetworkPolicy":     func() metav1.Object { return &networkingv1.NetworkPolicy{} },
	"policy/v1 PodDisruptionBudget":          func() metav1.Object { return &policyv1.PodDisruptionBudget{} },
	"gateway.networking.k8s.io/v1 HTTPRoute": func() metav1.Object { return &gatewayv1.HTTPRoute{} },
}

// built is what kubectl apply -k would apply, by kind.
func built(t *testing.T, files filesys.FileSystem, folder string) map[string]metav1.Object {
	t.Helper()
	resources, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(files, folder)
	if err != nil {
		t.Fatal(err)
	}
	objects := map[string]metav1.Object{}
	for _, resource := range resources.Resources() {
		kind := resource.GetApiVersion() + " " + resource.GetKind()
		text, err := resource.AsYAML()
		if err != nil {
			t.Fatal(err)
		}
		make, ok := kinds[kind]
		if !ok {
			t.Fatalf("%s: the test knows no type for it", kind)
		}
		if objects[resource.GetKind()] != nil {
			t.Fatalf("%s is there twice", kind)
		}
		object := make()
		if err := yaml.UnmarshalStrict(text, object); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		for _, fault := range validation.IsDNS1123Label(object.GetName()) {
			t.Errorf("%s %q: %s", kind, object.GetName(), fault)
		}
		objects[resource.GetKind()] = object
	}
	return objects
}

func of[T metav1.Object](t *testing.T, objects map[string]metav1.Object) T {
	t.Helper()
	for _, object := range objects {
		if found, ok := object.(T); ok {
			return found
		}
	}
	var none T
	t.Fatalf("there is no %v", reflect.TypeOf(none))
	return none
}

func TestBase(t *testing.T) {
	objects := built(t, filesys.MakeFsOnDisk(), filepath.Join(deploy, "kubernetes/base"))
	want := []string{"Deployment", "HorizontalPodAutoscaler", "NetworkPolicy", "PodDisruptionBudget", "Service"}
	if got := slices.Sorted(maps.Keys(objects)); !slices.Equal(got, want) {
		t.Errorf("kinds %v, want %v", got, want)
	}
	checkTogether(t, objects)
}

// checkTogether finds what each object for itself cannot show: names and labels
// by which one means another.
func checkTogether(t *testing.T, objects map[string]metav1.Object) {
	t.Helper()
	deployment := of[*appsv1.Deployment](t, objects)
	pod := deployment.Spec.Template
	carried := labels.Set(pod.Labels)
	if selector := deployment.Spec.Selector; selector == nil || len(selector.MatchLabels) == 0 {
		t.Error("the deployment selects nothing")
	}
	service := of[*corev1.Service](t, objects)
	policy, budget := of[*networkingv1.NetworkPolicy](t, objects), of[*policyv1.PodDisruptionBudget](t, objects)
	selectors := map[string]map[string]string{
		"service": service.Spec.Selector, "network policy": policy.Spec.PodSelector.MatchLabels,
		"disruption budget": budget.Spec.Selector.MatchLabels, "deployment": deployment.Spec.Selector.MatchLabels,
	}
	for i, constraint := range pod.Spec.TopologySpreadConstraints {
		selectors[fmt.Sprintf("topology constraint %d", i)] = constraint.LabelSelector.MatchLabels
	}
	for name, selector := range selectors {
		if len(selector) == 0 || !labels.SelectorFromSet(selector).Matches(carried) {
			t.Errorf("the %s selects %v, the pods are %v", name, selector, carried)
		}
	}
	if target := of[*autoscalingv2.HorizontalPodAutoscaler](t, objects).Spec.ScaleTargetRef; target.Kind != "Deployment" || target.Name != deployment.Name || target.APIVersion != "apps/v1" {
		t.Errorf("the autoscaler scales %v", target)
	}
	if deployment.Spec.Replicas != nil {
		t.Error("replicas are set: each apply would undo what the autoscaler has decided")
	}
	checkPorts(t, pod.Spec.Containers[0], service, policy)
}

func checkPorts(t *testing.T, container corev1.Container, service *corev1.Service, policy *networkingv1.NetworkPolicy) {
	t.Helper()
	ports := map[string]string{} // how the environment has them
	for _, port := range container.Ports {
		ports[port.Name] = fmt.Sprintf(":%d", port.ContainerPort)
	}
	environment := map[string]string{}
	for _, variable := range container.Env {
		environment[variable.Name] = variable.Value
	}
	if ports["http"] != environment["STATUSBOOK_ADDR"] || ports["admin"] != environment["STATUSBOOK_ADMIN_ADDR"] {
		t.Errorf("ports %v, but the program listens on %s and %s", ports, environment["STATUSBOOK_ADDR"], environment["STATUSBOOK_ADMIN_ADDR"])
	}
	named := []intstr.IntOrString{}
	for _, port := range service.Spec.Ports {
		named = append(named, port.TargetPort)
		if port.TargetPort.StrVal == "admin" {
			t.Error("the service lets readers reach the metrics")
		}
	}
	for _, probe := range []*corev1.Probe{container.StartupProbe, container.ReadinessProbe, container.LivenessProbe} {
		if probe == nil || probe.HTTPGet == nil {
			t.Fatal("a probe is missing")
		}
		named = append(named, probe.HTTPGet.Port)
	}
	for _, rule := range policy.Spec.Ingress {
		for _, port := range rule.Ports {
			named = append(named, *port.Port)
		}
	}
	for _, port := range named {
		if _, ok := ports[port.StrVal]; !ok {
			t.Errorf("there is no port %q", port.String())
		}
	}
}

// TestRestricted holds the pods to the strictest of the Pod Security Standards, and
// to a file system that nobody writes.
func TestRestricted(t *testing.T) {
	pod := of[*appsv1.Deployment](t, built(t, filesys.MakeFsOnDisk(), filepath.Join(deploy, "kubernetes/base"))).Spec.Template.Spec
	container := pod.Containers[0]
	for name, ok := range map[string]bool{
		"runs as another user than root": *pod.SecurityContext.RunAsNonRoot && *pod.SecurityContext.RunAsUser > 0,
		"seccomp":                        pod.SecurityContext.SeccompProfile.Type == corev1.SeccompProfileTypeRuntimeDefault,
		"no escalation":                  !*container.SecurityContext.AllowPrivilegeEscalation,
		"no capabilities":                reflect.DeepEqual(container.SecurityContext.Capabilities, &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}}),
		"a file system to read":          *container.SecurityContext.ReadOnlyRootFilesystem,
		"no token":                       !*pod.AutomountServiceAccountToken,
		"a limit of memory":              !container.Resources.Limits.Memory().IsZero(),
		"requests":                       !container.Resources.Requests.Cpu().IsZero() && !container.Resources.Requests.Memory().IsZero(),
		// half a second of notice, 0.2 s, ten for requests under way
		"time to stop": *pod.TerminationGracePeriodSeconds >= container.Lifecycle.PreStop.Sleep.Seconds+11,
	} {
		if !ok {
			t.Errorf("the pods lack: %s", name)
		}
	}
}

// TestHouse builds the example, with the Ingress and with the HTTPRoute.
func TestHouse(t *testing.T) {
	for _, way := range []string{"ingress", "httproute"} {
		t.Run(way, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "kubernetes")
			copyFolder(t, filepath.Join(deploy, "kubernetes"), folder)
			replace(t, filepath.Join(folder, "house/kustomization.yaml"), "- ../ingress #", "- ../"+way+" #")
			objects := built(t, filesys.MakeFsOnDisk(), filepath.Join(folder, "house"))
			checkTogether(t, objects)
			for kind, object := range objects {
				if kind != "Namespace" && object.GetNamespace() != of[*corev1.Namespace](t, objects).Name {
					t.Errorf("%s is in the namespace %q", kind, object.GetNamespace())
				}
			}
			checkConfigMap(t, of[*appsv1.Deployment](t, objects), of[*corev1.ConfigMap](t, objects), folder)
			service := of[*corev1.Service](t, objects)
			if way == "ingress" {
				backend := of[*networkingv1.Ingress](t, objects).Spec.Rules[0].HTTP.Paths[0].Backend.Service
				if backend.Name != service.Name || backend.Port.Name != service.Spec.Ports[0].Name {
					t.Errorf("the ingress leads to %v", backend)
				}
				return
			}
			backend := of[*gatewayv1.HTTPRoute](t, objects).Spec.Rules[0].BackendRefs[0]
			if string(backend.Name) != service.Name || *backend.Port != service.Spec.Ports[0].Port {
				t.Errorf("the route leads to %v", backend)
			}
		})
	}
}

// checkConfigMap holds the keys of the ConfigMap against the files: each must come
// back to the path that it has in the folder.
func checkConfigMap(t *testing.T, deployment *appsv1.Deployment, config *corev1.ConfigMap, folder string) {
	t.Helper()
	source := deployment.Spec.Template.Spec.Volumes[0].ConfigMap
	if source == nil || source.Name != config.Name {
		t.Fatalf("the volume is %v, the ConfigMap %s", source, config.Name)
	}
	mounted := map[string]string{}
	for _, item := range source.Items {
		text, ok := config.Data[item.Key]
		if !ok {
			t.Errorf("there is no key %s", item.Key)
		}
		mounted[item.Path] = text
	}
	if len(mounted) != len(config.Data) {
		t.Errorf("%d keys, %d of them mounted", len(config.Data), len(mounted))
	}
	if want := readFolder(t, filepath.Join(folder, "house/book")); !maps.Equal(mounted, want) {
		t.Errorf("mounted are %v, want %v", slices.Sorted(maps.Keys(mounted)), slices.Sorted(maps.Keys(want)))
	}
	mount := deployment.Spec.Template.Spec.Containers[0].VolumeMounts[0]
	if mount.SubPath != "" || !mount.ReadOnly {
		t.Errorf("the mount is %v: with a subPath no change arrives", mount)
	}
	for _, variable := range deployment.Spec.Template.Spec.Containers[0].Env {
		if variable.Name == "STATUSBOOK_DIR" && variable.Value != mount.MountPath {
			t.Errorf("the folder is %s, mounted at %s", variable.Value, mount.MountPath)
		}
	}
}

// TestStrict: the test would find a key that Kubernetes does not know.
func TestStrict(t *testing.T) {
	for _, text := range []string{"spec: {replica: 2}", "spec: {template: {spec: {containers: [{livenesProbe: {}}]}}}", "spec: {replicas: two}"} {
		if err := yaml.UnmarshalStrict([]byte(text), &appsv1.Deployment{}); err == nil {
			t.Errorf("%s is accepted", strings.TrimSpace(text))
		}
	}
}
