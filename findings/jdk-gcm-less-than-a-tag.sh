#!/usr/bin/env bash
# The JDK's AES/GCM/NoPadding (SunJCE of OpenJDK 17.0.15; Java 17 or later is needed).
#
# What happens: to decrypt what has a whole authentication tag, but is not what was encrypted, throws
# AEADBadTagException, a GeneralSecurityException. To decrypt less than a tag, or nothing, throws a
# java.security.ProviderException with a ShortBufferException in it: a RuntimeException.
#
# Why it surprises: doFinal() is declared to throw IllegalBlockSizeException, BadPaddingException (and
# AEADBadTagException) and ShortBufferException, all of them checked, and the last of these is about the caller's output
# buffer, of which there is none here: the array that is returned is the cipher's own. Code that decrypts what came from
# the network and catches GeneralSecurityException, as the compiler asks for, passes over the shortest of bad messages.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >Short.java <<'JAVA'
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

public class Short {
  public static void main(String[] args) throws Exception {
    for (int length : new int[] {0, 1, 15, 16, 40}) {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(new byte[16], "AES"), new GCMParameterSpec(128, new byte[12]));
      try {
        cipher.doFinal(new byte[length]);
        System.out.println(length + ": none");
      } catch (Exception ex) {
        boolean checked = !(ex instanceof RuntimeException);
        String cause = ex.getCause() == null ? "" : " of " + ex.getCause().getClass().getSimpleName();
        System.out.println(length + ": " + ex.getClass().getSimpleName() + cause + (checked ? ", checked" : ", unchecked"));
      }
    }
  }
}
JAVA
java -version 2>&1 | head -n 1
java Short.java | tee output.txt

diff output.txt - <<'TEXT' || { echo 'The behaviour has changed'; exit 1; }
0: ProviderException of ShortBufferException, unchecked
1: ProviderException of ShortBufferException, unchecked
15: ProviderException of ShortBufferException, unchecked
16: AEADBadTagException, checked
40: AEADBadTagException, checked
TEXT
