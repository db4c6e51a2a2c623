/** What people see first, by role. */
import { useMe } from '../../session/signed-in.ts';
import { AdminHome } from './admin-home.tsx';
import { GuardianHome } from './guardian-home.tsx';
import { StudentHome } from './student-home.tsx';
import { TeacherHome } from './teacher-home.tsx';

const homes = { student: StudentHome, teacher: TeacherHome, admin: AdminHome, guardian: GuardianHome };

export function HomePage() {
  const Home = homes[useMe().role];
  return <Home />;
}
