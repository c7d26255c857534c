package seal

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/lamplight-help/lamplight/edge/publish"
	"github.com/lamplight-help/lamplight/playground/command"
)

// The secrets on the operator's machine: the site's signing key, and beside
// it, in SITE.seal, the operator's own key and, until it is split, the
// recovery key. Each is 32 bytes in hex, readable by its owner alone.
const (
	operatorFile = "operator.key"
	recoveryFile = "recovery.key"
)

type vault struct{ keys, dir string }

func openVault(data, site string) vault {
	keys := filepath.Join(data, "keys")
	return vault{filepath.Join(keys, site+".key"), filepath.Join(keys, site+".seal")}
}

func (v vault) file(name string) string { return filepath.Join(v.dir, name) }

// siteKeys loads the signing key; it makes none.
func (v vault) siteKeys() (*publish.Keys, error) {
	if _, err := os.Stat(v.keys); err != nil {
		return nil, &command.Problem{What: fmt.Sprintf("There is no site key %s.", v.keys),
			Remedy: "Start the playground once, or name the data directory that holds it with -data DIR.", Cause: err}
	}
	keys, _, err := publish.LoadKeys(v.keys)
	return keys, err
}

func (v vault) operator() ([]byte, error) { return readSecret(v.file(operatorFile)) }
func (v vault) recovery() ([]byte, error) { return readSecret(v.file(recoveryFile)) }

func readSecret(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, &command.Problem{What: fmt.Sprintf("The key file %s can be read by others (mode %04o).", path, info.Mode().Perm()), Remedy: "Run chmod 600 on it."}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != 32 {
		return nil, &command.Problem{What: fmt.Sprintf("%s holds no key.", path), Remedy: "A key file is 64 hexadecimal digits."}
	}
	return key, nil
}

// writeSecret never replaces a file: a key that is overwritten is lost.
func writeSecret(path string, key []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return &command.Problem{What: fmt.Sprintf("There is a key in %s already.", path), Remedy: "Move it away first; it is never overwritten.", Cause: err}
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(hex.EncodeToString(key) + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}
