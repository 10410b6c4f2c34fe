package deploytest

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/cli"
)

// TestCompose loads the file as docker compose does, against its schema.
func TestCompose(t *testing.T) {
	options, err := cli.NewProjectOptions([]string{filepath.Join(deploy, "compose.yaml")}, cli.WithDefaultProfiles())
	if err != nil {
		t.Fatal(err)
	}
	project, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	service, err := project.GetService("statusbook")
	if err != nil {
		t.Fatal(err)
	}
	for name, ok := range map[string]bool{
		"a file system to read": service.ReadOnly,
		"no capabilities":       slices.Equal(service.CapDrop, []string{"ALL"}),
		"another user":          service.User == "65532:65532",
		"no new privileges":     slices.Contains(service.SecurityOpt, "no-new-privileges:true"),
		"a health check":        service.HealthCheck != nil && slices.Equal(service.HealthCheck.Test, []string{"CMD", "/statusbook", "health"}),
		"a limit of memory":     service.MemLimit > 0,
		"time to stop":          service.StopGracePeriod != nil && time.Duration(*service.StopGracePeriod) >= 11*time.Second,
		"the folder, to read":   len(service.Volumes) == 1 && service.Volumes[0].ReadOnly && service.Volumes[0].Target == *service.Environment["STATUSBOOK_DIR"],
	} {
		if !ok {
			t.Errorf("the service lacks: %s", name)
		}
	}
	if root := filepath.Join(service.Build.Context, "Dockerfile"); read(t, root) == "" {
		t.Errorf("%s is empty", root)
	}
}
