/** First and last names as they are mixed in a large American city; combinations are drawn at random. */
export const firstNames: readonly string[] = (
  'Olivia Liam Emma Noah Amelia Oliver Sophia Elijah Charlotte Mateo Isabella Lucas Ava Levi Mia Ezra Evelyn Asher Luna James '
  + 'Harper Leo Camila Hudson Sofia Luca Scarlett Henry Elizabeth Ethan Eleanor Daniel Emily Sebastian Chloe Jack Mila Owen Violet '
  + 'Theodore Penelope Samuel Gianna Julian Aria Michael Abigail Jackson Ella Wyatt Avery Carter Hazel Gabriel Nora Isaac Layla '
  + 'David Lily Maya Anthony Zoe Caleb Priya Arjun Mei Wei Yuki Kenji Aisha Omar Fatima Yusuf Leila Amir Chidi Ngozi Kwame Amara '
  + 'Diego Valentina Rafael Lucia Carlos Elena Andres Carmen Nadia Ivan Katya Dmitri Hannah Joshua Grace Benjamin Ruth Aaron Naomi '
  + 'Thomas Margaret Robert Patricia Linda William Susan Richard Karen Joseph Nancy Charles Lisa Donna Mark Sandra Steven Ashley Paul '
  + 'Kimberly Andrew Brenda Kevin Laura Brian Rebecca Gregory Diane Walter Joyce Raymond Marie Dennis Theresa Jerry Judith Tyler '
  + 'Janet Terrance Denise Jamal Keisha Darnell Tanisha Tomasz Agnieszka Siobhan Declan Bridget Connor Giulia Marco Anneke Sven Ingrid'
).split(' ');

export const lastNames: readonly string[] = (
  'Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor '
  + 'Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott '
  + 'Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Gomez Phillips Evans Turner Diaz '
  + 'Parker Cruz Edwards Collins Reyes Stewart Morris Morales Murphy Cook Rogers Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed '
  + 'Kelly Howard Ramos Kim Cox Ward Richardson Watson Brooks Chavez Wood Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo '
  + 'Sanders Patel Myers Long Ross Foster Jimenez Okafor Adeyemi Mensah Chen Wang Li Zhang Tanaka Sato Suzuki Park Choi Singh Kaur '
  + 'Shah Rao Iyer Khan Ahmed Hussain Rahman Haddad Cohen Levy Friedman Rossi Romano Schmidt Weber Novak Kowalski Petrov Ivanova '
  + 'Larsen Berg Lindqvist Dubois Moreau Silva Santos Costa Fitzgerald Byrne Gallagher Sullivan Whitfield Prescott Hargrove Ellison'
).split(' ');
