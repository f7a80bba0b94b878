import { execFile } from 'node:child_process';
import { mkdtemp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const NAME = 'socket.io-p2p-client';

/** A user's project: the package as it would be published, unpacked, beside packages of this one. */
export class Project {
  readonly folder: string;
  /** What would be published. */
  readonly tarball: Buffer;

  private constructor(folder: string, tarball: Buffer) {
    this.folder = folder;
    this.tarball = tarball;
  }

  static async make(files: Readonly<Record<string, string>>): Promise<Project> {
    const folder = await mkdtemp(join(tmpdir(), 'p2p-project-'));
    const { stdout } = await run('npm', [
      'pack',
      '--ignore-scripts',
      '--silent',
      '--pack-destination',
      folder,
    ]);
    const tarball = join(folder, stdout.trim());
    const modules = join(folder, 'node_modules');
    await mkdir(join(modules, NAME), { recursive: true });
    await run('tar', ['-xzf', tarball, '--strip-components=1', '-C', join(modules, NAME)]);
    for (const name of await readdir('node_modules'))
      if (!name.startsWith('.')) await symlink(resolve('node_modules', name), join(modules, name));
    const project = new Project(folder, await readFile(tarball));
    for (const [file, text] of Object.entries(files)) await project.write(file, text);
    return project;
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  async write(file: string, text: string): Promise<void> {
    await mkdir(dirname(this.path(file)), { recursive: true });
    await writeFile(this.path(file), text);
  }

  /**
   * Runs Node.js in the project.
   *
   * @returns what it wrote; rejects with that where it fails
   */
  async node(...args: string[]): Promise<string> {
    // This test's own runner is not that of the project
    const env = { ...process.env, NODE_OPTIONS: undefined, NODE_TEST_CONTEXT: undefined };
    try {
      const { stdout, stderr } = await run(process.execPath, args, { cwd: this.folder, env });
      return stdout + stderr;
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`node ${args.join(' ')}\n${stdout}${stderr}`);
    }
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
