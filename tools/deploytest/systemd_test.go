package deploytest

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// unit reads a unit file: its settings as SECTION.NAME, each with all its values.
func unit(t *testing.T, name string) map[string][]string {
	t.Helper()
	settings, section := map[string][]string{}, ""
	for line := range strings.Lines(read(t, name)) {
		line = strings.TrimSpace(line)
		name, value, ok := strings.Cut(line, "=")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]"):
			section = strings.Trim(line, "[]")
		case !ok || section == "":
			t.Errorf("%s: %q is no setting", name, line)
		default:
			settings[section+"."+name] = append(settings[section+"."+name], value)
		}
	}
	return settings
}

func TestUnits(t *testing.T) {
	service, socket := unit(t, deploy+"/systemd/statusbook.service"), unit(t, deploy+"/systemd/statusbook.socket")
	for name, want := range map[string]string{
		"Service.Type": "notify", "Service.ExecStart": "/usr/bin/statusbook serve", "Service.ExecReload": "/bin/kill -HUP $MAINPID",
		"Service.DynamicUser": "yes", "Service.ProtectSystem": "strict", "Service.NoNewPrivileges": "yes", "Service.CapabilityBoundingSet": "",
		"Service.EnvironmentFile": "-/etc/statusbook/statusbook.env",
	} {
		if got := service[name]; !slices.Equal(got, []string{want}) {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if len(socket["Socket.ListenStream"]) == 0 {
		t.Error("the socket listens nowhere")
	}
	for line := range strings.Lines(read(t, deploy+"/systemd/statusbook.env")) {
		if line = strings.TrimPrefix(strings.TrimSpace(line), "#STATUSBOOK_"); line != "" && !strings.HasPrefix(line, "# ") && !strings.Contains(line, "=") {
			t.Errorf("statusbook.env: %q", line)
		}
	}
}

// TestUnitsVerify asks systemd itself, where there is one: it knows every setting.
func TestUnitsVerify(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("there is no systemd on this machine: the units are only read")
	}
	folder := t.TempDir()
	copyFolder(t, filepath.Join(deploy, "systemd"), folder)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	replace(t, filepath.Join(folder, "statusbook.service"), "/usr/bin/statusbook", self) // which is not installed
	verify := exec.CommandContext(t.Context(), analyze, "verify", "--man=no", filepath.Join(folder, "statusbook.service"), filepath.Join(folder, "statusbook.socket"))
	if out, err := verify.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestPackages: what the packages bring is there, at the places that the units name.
func TestPackages(t *testing.T) {
	var config struct {
		NFPMs []struct {
			Bindir   string
			Contents []struct{ Src, Dst string }
			Scripts  map[string]string
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, deploy+"/../.goreleaser.yaml")), &config); err != nil {
		t.Fatal(err)
	}
	if len(config.NFPMs) != 1 || config.NFPMs[0].Bindir != "/usr/bin" {
		t.Fatalf("packages: %+v", config.NFPMs)
	}
	brought := map[string]bool{}
	sources := []string{}
	for _, content := range config.NFPMs[0].Contents {
		brought[content.Dst] = true
		sources = append(sources, content.Src)
	}
	for _, script := range config.NFPMs[0].Scripts {
		sources = append(sources, script)
	}
	for _, source := range sources {
		if read(t, filepath.Join(deploy, "..", source)) == "" {
			t.Errorf("%s is empty", source)
		}
	}
	for _, want := range []string{"/usr/lib/systemd/system/statusbook.service", "/usr/lib/systemd/system/statusbook.socket", "/etc/statusbook/statusbook.env"} {
		if !brought[want] {
			t.Errorf("the packages have no %s", want)
		}
	}
}
